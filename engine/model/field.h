/* The worker's fields as an office declares them in fields.lua. */
#ifndef LD_MODEL_FIELD_H
#define LD_MODEL_FIELD_H

#include "base/buf.h"
#include "base/error.h"
#include "model/value.h"

struct ld_cond;

enum ld_format { LD_FORMAT_ANY, LD_FORMAT_NIK, LD_FORMAT_KK };
enum ld_derive { LD_DERIVE_NONE, LD_DERIVE_AGE, LD_DERIVE_MEMBERS, LD_DERIVE_FUNC };

struct ld_field {
	const char *name, *title, *unit; /* title and unit may be NULL */
	enum ld_type type;
	enum ld_format format; /* of an id */
	bool is_private;       /* names a person */
	bool is_fixed;         /* nobody can change it: named, never advised */
	bool has_lo, has_hi;
	struct ld_value lo, hi; /* declared range, inclusive */
	const char *const *choices; /* [nchoices] of a choice; at most 255 */
	size_t nchoices;
	enum ld_derive derive; /* how it is computed where no source gives it */
	int from;              /* AGE: the date field; MEMBERS: the key field */
	struct ld_cond *when;  /* MEMBERS: who is counted; may be NULL (everyone) */
	int func;              /* FUNC: index in ld_programme.funcs */
	struct ld_place place;
};

/* A derived field reads only fields declared before it, so computing them in order of their index is enough.
 * Field 0 is always the id "nik" (format NIK), the worker's key. */
struct ld_fields {
	struct ld_field *items; /* [len] */
	size_t len;
};

/** Index of a field or -1. */
int ld_field_find(const struct ld_fields *fields, const char *name);
/** The nearest field name to a wrong one, or NULL. */
const char *ld_field_nearest(const struct ld_fields *fields, const char *name);
/** Text of a file or of a --set value to a value of the field; blank text is missing. Strings are not copied: they
 *  point into text. Dates ISO, booleans ya/tidak/true/false/1/0 in any case, choices exact, money as ld_rupiah_parse,
 *  ids checked by their format, ranges checked. Errors: INTEGER, NUMBER, MONEY, DATE, BOOLEAN, CHOICE, RANGE, NIK, KK,
 *  TEXT; the message quotes the text, masked when the field is private. */
int ld_field_parse(const struct ld_field *field, const char *text, size_t len, struct ld_value *ret,
	struct lindung_error *err);
/** Does a known value fit the field's type, choices and range? The message names what is wrong. */
int ld_field_check(const struct ld_field *field, const struct ld_value *value, struct lindung_error *err);
/** A value as files and messages show it: 1200000, 2024-09-03, ya, petani; "" when missing. Never masked. */
void ld_field_print(const struct ld_field *field, const struct ld_value *value, struct ld_buf *out);

#endif
