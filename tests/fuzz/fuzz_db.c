/* Changes of a database's bytes, each three bytes of place, one of length and the new bytes; or a whole file. It is refused
 * by name, or read, and no changed list verifies. */
#include "fuzz_database.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct fuzz_database *base = fuzz_database();
	if (size > 15 && memcmp(data, "SQLite format 3", 15) == 0) {
		fuzz_database_write(data, size);
	} else {
		uint8_t *bytes = malloc(base->size);
		ld_assert(bytes);
		memcpy(bytes, base->bytes, base->size);
		for (size_t i = 0; i + 4 < size;) {
			size_t at = ((size_t)data[i] << 16 | (size_t)data[i + 1] << 8 | data[i + 2]) % base->size, n = data[i + 3] % 16 + 1;
			for (i += 4; n-- && i < size && at < base->size;)
				bytes[at++] = data[i++];
		}
		fuzz_database_write(bytes, base->size);
		free(bytes);
	}
	fuzz_database_read(1 + (int64_t)size % FUZZ_RUNS);
	return 0;
}
