/* Between the files of this folder: one delivery under way and one of its files. */
#ifndef LD_IMPORT_FILE_H
#define LD_IMPORT_FILE_H

#include <sys/stat.h>

#include "import/feed.h"
#include "import/import.h"
#include "base/limits.h"
#include "import/map.h"

enum { LD_IMPORT_KEPT = 1000, LD_IMPORT_REPEATS = 100 }; /* rows of quarantine and repeated keys kept for printing */

struct ld_twice_key {
	uint8_t digest[LD_ROW_DIGEST]; /* of its first row's values */
	int64_t rows;
	bool differ;
};

struct ld_twice { /* keys of one file; zeroed is empty */
	struct ld_map keys;
	struct ld_twice_key *items; /* [cap] */
	size_t cap;
	struct ld_buf text;
};

/** One row of a key; values ([n]) NULL: a bad row. */
int ld_twice_add(struct ld_twice *t, const char *key, const struct ld_value *values, size_t n,
	struct lindung_error *err);
/** How often the key stands in the file when its rows differ, else 0. */
int64_t ld_twice_rows(const struct ld_twice *t, const char *key);
/** Forget the keys, for the next file. */
void ld_twice_reset(struct ld_twice *t);
void ld_twice_fini(struct ld_twice *t);

struct ld_import_job {
	const struct ld_import_in *in;
	struct ld_delivery *delivery;
	struct ld_mapper mapper;
	struct ld_value *values; /* [nmaps] */
	struct ld_ruin *ruin;    /* [nmaps] */
	struct ld_import_result *result;
	struct ld_quarantine_row *quarantine; /* [LD_IMPORT_KEPT], result's */
	const char **begun; /* [nbegun] names of the files that the delivery took up */
	size_t nbegun;
	struct ld_twice twice;                /* of sources that say `once` */
	struct ld_map ignored;                /* header names that nothing maps, of all files */
	struct ld_buf text;                   /* of the row being digested */
};

struct ld_import_reader { /* one file; while it is read also the job's mapper, values, ruin, twice, ignored and text are its own */
	struct ld_import_job *job;
	const char *name;
	int fd;
	struct stat before;      /* the file as it was opened */
	bool hashed;             /* its hash is known already */
	struct ld_csv_info info; /* of the bytes read, when it was not */
	struct ld_feed *feed;    /* NULL: only count which keys stand twice */
	int64_t seen;            /* rows above the header */
	int first_fault;         /* code of the first row above the header that could not be read */
	int64_t first_fault_line;
	char near[LD_MAX_NAME + 1]; /* a cell above the header that may be the key's column misspelt */
};

/** Read the file's rows into the job's `twice`. */
int ld_import_count(struct ld_import_reader *r, struct lindung_error *err);
/** Read the file's rows into a feed; reader is a struct ld_import_reader. */
int ld_import_read(void *reader, struct ld_feed *feed, struct lindung_error *err);

/** A descriptor at the file's start that can be read twice; "-" is standard input. */
int ld_import_open(const char *path, int *ret_fd, struct lindung_error *err);
/** Read one file into the delivery; file's name is set, its counts are filled. */
int ld_import_one(
	struct ld_import_job *job, struct ld_import_file *file, struct lindung_error *err);

#endif
