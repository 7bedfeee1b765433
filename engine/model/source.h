/* How a file's columns become fields: a source as an office declares it in sources/NAME.lua. */
#ifndef LD_MODEL_SOURCE_H
#define LD_MODEL_SOURCE_H

#include "model/programme.h"

enum ld_adds { LD_ADDS_WORKERS, LD_ADDS_FACTS };
enum ld_encoding { LD_UTF8, LD_LATIN1, LD_WINDOWS1252 };

struct ld_code { /* one row of a code book */
	const char *code; /* cell text, compared after trimming, without regard to ASCII case */
	struct ld_value value; /* may be missing: the code says "not known" */
};

struct ld_mapping {
	int field;
	const char *const *columns; /* [ncolumns] accepted header names, compared folded (case, blanks and '_' alike) */
	size_t ncolumns;
	bool optional;              /* the file may lack the column: blank then */
	bool always;                /* constant: value below, no column */
	struct ld_value value;
	const struct ld_code *codes; /* [ncodes] code book, or NULL: parsed by the field's type */
	size_t ncodes;
	bool has_otherwise; /* codes: value of a known cell outside the book; without it such a cell is an error CODE */
	struct ld_value otherwise;
	const char *const *formats; /* [nformats] of dates, besides ISO */
	size_t nformats;
	const char *const *blanks; /* [nblanks] cell texts that mean missing, besides the empty cell */
	size_t nblanks;
	const char *strip; /* characters removed from anywhere in the cell before it is read (dots in codes), or NULL */
	const char *before; /* cut the cell at the first of this text ('X/Y' -> X), or NULL */
	struct ld_place place;
};

struct ld_source {
	struct ld_arena arena;
	const char *name, *title, *vintage; /* vintage, title may be NULL */
	enum ld_adds adds;
	int key;        /* field: nik for workers; for facts nik or a household id */
	int precedence; /* smaller wins; declared, unique among sources in use is not required: ties go by name */
	enum ld_encoding encoding;
	char delimiter;  /* 0: found by itself among , ; | TAB */
	int header_row;  /* 0: the first row that has the key's column; else its 1-based number */
	struct ld_mapping *maps; /* [nmaps], one a field */
	size_t nmaps;
	struct ld_mapping *absent; /* [nabsent] facts: value of a field for workers the source does not name */
	size_t nabsent;
	bool once;        /* a key that stands in one file with different values is in doubt: all its rows to quarantine */
	const size_t *in_order; /* [nin_order] pairs of maps: the first may not be more than the second */
	size_t nin_order;
	struct ld_fields fields;
	struct ld_file *files; /* [nfiles] read to make it: fields.lua and the source */
	size_t nfiles;
	uint8_t digest[LD_SHA256];
	struct ld_place place;
};

void ld_source_free(struct ld_source *s);

#endif
