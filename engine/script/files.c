/* What a load read: the list of files that goes into the result, and the digest that receipts call
 * "rules". The list is sorted by module name, because the order in which rule files require one
 * another means nothing. */
#include <stdlib.h>
#include <string.h>

#include "script/internal.h"

static int by_module(const void *a, const void *b)
{
	const struct ld_file *x = a, *y = b;
	return strcmp(x->module, y->module);
}

struct ld_file *ld_out_files(struct ld_script *s, size_t *ret_n)
{
	struct ld_file *files = ld_out_array(s, s->nfiles, sizeof *files);
	for (size_t i = 0; i < s->nfiles; i++) {
		files[i] = s->files[i];
		files[i].module = ld_out_text(s, s->files[i].module, strlen(s->files[i].module));
		files[i].path = ld_out_place(s, (struct ld_place){s->files[i].path, 1}).file;
		files[i].text = ld_out_text(s, s->files[i].text, s->files[i].len);
	}
	qsort(files, s->nfiles, sizeof *files, by_module);
	*ret_n = s->nfiles;
	return files;
}

void ld_files_digest(const struct ld_file *files, size_t nfiles, const struct ld_setting *settings,
	size_t nsettings, uint8_t ret[LD_SHA256])
{
	struct ld_sha256 h;
	ld_sha256_init(&h);
	for (size_t i = 0; i < nfiles; i++) {
		ld_sha256_field(&h, files[i].module, strlen(files[i].module));
		ld_sha256_field(&h, files[i].text, files[i].len);
	}
	for (size_t i = 0; i < nsettings; i++) {
		ld_sha256_field(&h, settings[i].path, strlen(settings[i].path));
		ld_sha256_field(&h, settings[i].value, strlen(settings[i].value));
	}
	ld_sha256_end(&h, ret);
}
