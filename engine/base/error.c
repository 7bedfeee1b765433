/*
 * Error values and the table of codes. Text is cut, never allocated: an error can always be made. Which exit code and
 * name a code has is read from errors.def alone.
 */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct row {
	int code, exit;
	const char *name, *meaning;
} rows[] = {
#define LD_ERROR(name, number, code, exit, meaning) {-(number), exit, code, meaning},
#include <lindung/errors.def>
#undef LD_ERROR
};

static const struct row *find(int code)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].code == code)
			return &rows[i];
	return NULL;
}

const char *lindung_code_name(int code)
{
	const struct row *r = find(code);
	return r ? r->name : "UNKNOWN";
}

const char *lindung_code_meaning(int code)
{
	const struct row *r = find(code);
	return r ? r->meaning : "no such code";
}

int lindung_code_exit(int code)
{
	const struct row *r = find(code);
	return r ? r->exit : 5;
}

int lindung_error_format(const struct lindung_error *err, char *out, size_t size)
{
	char place[360] = "";
	size_t n = 0;
	if (err->file[0])
		n += (size_t)snprintf(place + n, sizeof place - n, ": %s", err->file);
	if (err->line > 0)
		n += (size_t)snprintf(place + n, sizeof place - n, "%sline %d", n ? " " : ": ", err->line);
	if (err->column[0])
		snprintf(place + n, sizeof place - n, "%scolumn '%s'", n ? ", " : ": ", err->column);
	return snprintf(out, size, "%s%s%s%s%s%s%s%s [%s]", err->rule[0] ? "'" : "", err->rule,
		err->rule[0] ? "': " : "", err->message, err->suggestion[0] ? "; did you mean '" : "",
		err->suggestion, err->suggestion[0] ? "'?" : "", place, lindung_code_name(err->code));
}

int ld_fail(struct lindung_error *err, int code, const char *fmt, ...)
{
	if (!err)
		return code;
	memset(err, 0, sizeof *err);
	err->code = code;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(err->message, sizeof err->message, fmt, ap);
	va_end(ap);
	return code;
}

int ld_nomem(struct lindung_error *err)
{
	return ld_fail(err, LINDUNG_E_NOMEM, "memory ran out");
}

static int keep_first(struct lindung_error *err, char *slot, size_t size, const char *text)
{
	if (!err)
		return LINDUNG_E_INTERNAL;
	if (text && !slot[0])
		snprintf(slot, size, "%s", text);
	return err->code;
}

int ld_error_at(struct lindung_error *err, const char *file, int line)
{
	if (err && !err->line && (!err->file[0] || !file || strcmp(err->file, file) == 0))
		err->line = line;
	return err ? keep_first(err, err->file, sizeof err->file, file) : LINDUNG_E_INTERNAL;
}

int ld_error_column(struct lindung_error *err, const char *column)
{
	return err ? keep_first(err, err->column, sizeof err->column, column) : LINDUNG_E_INTERNAL;
}

int ld_error_rule(struct lindung_error *err, const char *rule)
{
	return err ? keep_first(err, err->rule, sizeof err->rule, rule) : LINDUNG_E_INTERNAL;
}

int ld_error_suggest(struct lindung_error *err, const char *name)
{
	return err ? keep_first(err, err->suggestion, sizeof err->suggestion, name) : LINDUNG_E_INTERNAL;
}

void ld_broken(const char *what, const char *file, int line)
{
	fprintf(stderr, "lindung: broken promise '%s' at %s:%d [INTERNAL]\n", what, file, line);
	abort();
}
