/* Runs a fuzzer's entry point on every file of its corpus, so that what was once found stays tested without libFuzzer.
 * Each file is also tried cut at every 7th byte: a truncated upload. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return 0;
	static uint8_t data[1 << 20];
	size_t n = fread(data, 1, sizeof data, f);
	fclose(f);
	LLVMFuzzerTestOneInput(data, n);
	for (size_t cut = 0; cut < n && cut < 7 * 256; cut += 7) {
		uint8_t *part = malloc(cut ? cut : 1); /* its own block, so that a sanitizer sees a read past the end */
		if (!part)
			return 0;
		for (size_t i = 0; i < cut; i++)
			part[i] = data[i];
		LLVMFuzzerTestOneInput(part, cut);
		free(part);
	}
	return 1;
}

int main(int argc, char **argv)
{
	int files = 0;
	for (int i = 1; i < argc; i++) {
		DIR *dir = opendir(argv[i]);
		for (struct dirent *e; dir && (e = readdir(dir));) {
			char path[4096];
			snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name);
			files += e->d_name[0] != '.' && replay(path);
		}
		if (dir)
			closedir(dir);
	}
	printf("%d files\n", files);
	return files ? 0 : 1;
}
