/* Rule files of an input: its parts as modules in memory, in front of the project's own fields and national rules, so that
 * an input is one programme or a whole office. No file is read but those, once. */
#ifndef LD_FUZZ_OFFICE_H
#define LD_FUZZ_OFFICE_H

#include "fuzz.h"
#include "script/script.h"

enum { FUZZ_GIVEN = 8, FUZZ_STOCK = 4 };

struct fuzz_office {
	char *text;
	struct ld_file files[FUZZ_GIVEN + FUZZ_STOCK];
	struct ld_memory memory;
	struct ld_loader loader;
	struct ld_script *script;
	struct ld_findings findings;
	struct lindung_error err;
};

static inline const struct ld_file *fuzz_stock(void)
{
	static const char *const names[FUZZ_STOCK] = {"fields", "national.bpu", "national.eligibility",
		"national.occupations"};
	static const char *const roots[] = {LINDUNG_SOURCE "/rules"};
	static const struct ld_dirs dirs = {.roots = roots, .nroots = 1};
	static struct ld_arena arena; /* as long as the process */
	static struct ld_file files[FUZZ_STOCK];
	struct ld_loader loader = ld_loader_dirs(&dirs);
	for (size_t i = 0; i < FUZZ_STOCK && !files[i].text; i++) {
		ld_assert(loader.find(loader.ctx, names[i], NULL, &arena, &files[i], NULL) == 0);
		files[i].path = names[i];
	}
	return files;
}

static inline void fuzz_add(struct fuzz_office *o, const char *module, const char *text, size_t len)
{
	if (o->memory.nfiles < FUZZ_GIVEN)
		o->files[o->memory.nfiles++] =
			(struct ld_file){.module = module, .path = module, .text = text, .len = len};
}

/** The input's parts: the first is the module `first`; a later one begins with its name in a line. */
static inline void fuzz_office_open(struct fuzz_office *o, const char *first, const uint8_t *data, size_t size)
{
	memset(o, 0, sizeof *o);
	o->memory.files = o->files;
	o->text = fuzz_text(data, size);
	size_t left = size, len;
	for (char *rest = o->text; rest;) {
		char *part = fuzz_part(&rest, &left, &len), *end = strchr(part, '\n');
		if (part == o->text) {
			fuzz_add(o, first, part, len);
		} else if (end) {
			*end = '\0';
			fuzz_add(o, part, end + 1, len - (size_t)(end + 1 - part));
		}
	}
}

/** With the project's own files behind those of the input. */
static inline void fuzz_office_start(struct fuzz_office *o)
{
	memcpy(o->files + o->memory.nfiles, fuzz_stock(), FUZZ_STOCK * sizeof *o->files);
	o->memory.nfiles += FUZZ_STOCK;
	o->loader = ld_loader_memory(&o->memory);
	struct ld_limits limits = ld_limits_default;
	limits.loading = 3000000; /* enough for the project's own; the default ones take a second to reach */
	limits.instructions = 100000;
	ld_assert(ld_script_new(&o->loader, &limits, &o->script, &o->err) == 0);
}

/** The text of a part, NULL when it is not given. */
static inline const char *fuzz_office_part(const struct fuzz_office *o, const char *module, size_t *ret_len)
{
	for (size_t i = 0; i < o->memory.nfiles; i++)
		if (strcmp(o->files[i].module, module) == 0) {
			*ret_len = o->files[i].len;
			return o->files[i].text;
		}
	return NULL;
}

static inline void fuzz_office_close(struct fuzz_office *o)
{
	ld_script_free(o->script);
	ld_findings_fini(&o->findings);
	free(o->text);
}

#endif
