/* The first byte chooses one of the project's sources, the rest is a file that an office sends for it. */
#include "fuzz_rows.h"
#include "script/script.h"

static const char *const names[] = {"simple", "bpjs_peserta", "disabilitas", "dtsen_anggota", "dtsen_keluarga", "dukcapil",
	"p3ke_individu", "p3ke_keluarga"};
enum { SOURCES = sizeof names / sizeof *names };

static const struct ld_source *source(size_t i)
{
	static struct ld_source *sources[SOURCES]; /* as long as the process */
	static const char *const roots[] = {LINDUNG_SOURCE "/rules"};
	static const struct ld_dirs dirs = {.roots = roots, .nroots = 1};
	struct ld_loader loader = ld_loader_dirs(&dirs);
	struct lindung_error err;
	struct ld_script *script;
	if (!sources[i]) {
		ld_assert(ld_script_new(&loader, NULL, &script, &err) == 0);
		ld_assert(ld_script_source(script, names[i], NULL, NULL, &sources[i], &err) == 0);
		ld_script_free(script);
	}
	return sources[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size)
		fuzz_rows(source(data[0] % SOURCES), data + 1, size - 1);
	return 0;
}
