/*
 * Proof that the sanitizers bite: each word makes one fault that must end the program. Registered with should_fail in
 * sanitizer builds, so a build whose sanitizer sleeps turns the suite red.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *volatile kept;

static int overflow_int(int by)
{
	int volatile most = INT_MAX;
	return most + by;
}

static void leak(void)
{
	kept = malloc(64);
	memset(kept, 1, 64);
	kept = NULL;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	if (strcmp(what, "heap") == 0) {
		char *volatile p = malloc(8);
		printf("%d\n", p ? p[8 + (argc - 2)] : 0);
		free(p);
	} else if (strcmp(what, "undefined") == 0) {
		printf("%d\n", overflow_int(argc));
	} else if (strcmp(what, "leak") == 0) {
		leak();
	}
	return 0;
}
