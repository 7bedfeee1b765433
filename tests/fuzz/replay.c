/* Runs a fuzzer's entry point on every file of its corpus, so that what was once found stays tested without libFuzzer.
 * Each file is also tried cut short in up to CUTS places: a truncated upload. Usage: replay CUTS FOLDER… */
#include <dirent.h>
#include <stdio.h>

#include "fuzz.h"

static int replay(const char *path, size_t cuts)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return 0;
	static uint8_t data[1 << 20];
	size_t n = fread(data, 1, sizeof data, f), step = cuts && n / cuts > 7 ? n / cuts : 7;
	fclose(f);
	LLVMFuzzerTestOneInput(data, n);
	for (size_t i = 0, cut = 0; i < cuts && cut < n; i++, cut += step) {
		uint8_t *part = malloc(cut ? cut : 1); /* its own block, so that a sanitizer sees a read past the end */
		if (!part)
			return 0;
		if (cut)
			memcpy(part, data, cut);
		LLVMFuzzerTestOneInput(part, cut);
		free(part);
	}
	return 1;
}

int main(int argc, char **argv)
{
	int files = 0;
	size_t cuts = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
	for (int i = 2; i < argc; i++) {
		DIR *dir = opendir(argv[i]);
		for (struct dirent *e; dir && (e = readdir(dir));) {
			char path[4096];
			snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name);
			files += e->d_name[0] != '.' && replay(path, cuts);
		}
		if (dir)
			closedir(dir);
	}
	printf("%d files\n", files);
	return files ? 0 : 1;
}
