/* The digest that receipts call "rules": over the files of a load, and the settings. */
#include <string.h>

#include "script/script.h"

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
