/*
 * The list of findings. Texts are copied into its own arena: the files and tables that a finding
 * speaks of are usually gone when it is shown. Each message is also kept as a form and its parts: in
 * which language it is shown is decided where it is shown. Past the cap findings are dropped, the
 * first ones are what a person reads.
 */
#include "model/finding.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"

enum { FIRST = 16, MESSAGE = 1024 };

/* ---- a message in parts, so that another language can say it ---- */

/* The next conversion of a format and its end; NULL without one. */
static const char *conversion(const char *fmt, const char **ret_end)
{
	const char *at = strchr(fmt, '%');
	while (at && at[1] == '%')
		at = strchr(at + 2, '%');
	if (!at)
		return NULL;
	const char *end = at + 1 + strspn(at + 1, ".0123456789lz");
	ld_assert(strchr("sdu", *end) && *end); /* what messages are made of */
	*ret_end = end + 1;
	return at;
}

static char *argument(struct ld_arena *a, const char *spec, size_t n, va_list *ap)
{
	const char *dot = memchr(spec, '.', n);
	if (spec[n - 1] == 's')
		return ld_arena_printf(a, "%.*s", dot ? atoi(dot + 1) : MESSAGE, va_arg(*ap, const char *));
	bool l = memchr(spec, 'l', n), z = memchr(spec, 'z', n);
	return ld_arena_printf(a, "%lld", z ? (long long)va_arg(*ap, size_t) : l ? (long long)va_arg(*ap, int64_t) : va_arg(*ap, int));
}

static int take_apart(struct ld_arena *a, struct ld_finding *f, const char *fmt, va_list *ap)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf form = ld_buf_init(MESSAGE);
	const char **args = ld_arena_array(a, LD_MAX_ARGS, sizeof *args), *end = fmt;
	bool words = false;
	f->args = args;
	for (const char *at; args && (at = conversion(fmt, &end)); fmt = end) {
		ld_assert(f->nargs < LD_MAX_ARGS);
		args[f->nargs] = argument(a, at, (size_t)(end - at), ap);
		if (!args[f->nargs++])
			return LINDUNG_E_NOMEM;
		words |= at > fmt;
		ld_buf_add(&form, fmt, (size_t)(at - fmt));
		ld_buf_puts(&form, "%s");
	}
	words |= *fmt != '\0';
	ld_buf_puts(&form, fmt);
	f->form = words ? ld_arena_strdup(a, ld_buf_text(&form)) : NULL;
	return args && !form.failed && (f->form || !words) ? 0 : LINDUNG_E_NOMEM;
}

static int grow(struct ld_findings *f)
{
	size_t cap = f->cap ? f->cap * 2 : FIRST;
	struct ld_finding *items = ld_arena_array(&f->arena, cap, sizeof *items);
	if (!items)
		return LINDUNG_E_NOMEM;
	if (f->len)
		memcpy(items, f->items, f->len * sizeof *items);
	f->items = items;
	f->cap = cap;
	return 0;
}

int ld_findings_add(struct ld_findings *f, enum ld_severity severity, const char *code,
	const char *file, int line, const char *suggestion, const char *fmt, ...)
{
	if (f->len == LD_MAX_FINDINGS)
		return 0;
	if (f->len == f->cap && grow(f))
		return LINDUNG_E_NOMEM;
	char text[MESSAGE];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	struct ld_finding item = {.severity = severity, .line = line};
	va_start(ap, fmt);
	int rc = take_apart(&f->arena, &item, fmt, &ap);
	va_end(ap);
	if (rc < 0)
		return rc;
	item.code = ld_arena_strdup(&f->arena, code);
	item.file = ld_arena_strdup(&f->arena, file ? file : "");
	item.message = ld_arena_strdup(&f->arena, text);
	item.suggestion = suggestion && *suggestion ? ld_arena_strdup(&f->arena, suggestion) : NULL;
	if (!item.code || !item.file || !item.message ||
		(suggestion && *suggestion && !item.suggestion))
		return LINDUNG_E_NOMEM;
	f->items[f->len++] = item;
	return 0;
}

int ld_findings_add_error(struct ld_findings *f, const struct lindung_error *err)
{
	bool rule = err->rule[0];
	return ld_findings_add(f, LD_FAULT, lindung_code_name(err->code), err->file, err->line,
		err->suggestion, "%s%s%s%s", rule ? "'" : "", err->rule, rule ? "': " : "",
		err->message);
}

static int code_number(const char *name)
{
	static const struct {
		const char *name;
		int code;
	} codes[] = {
#define LD_ERROR(id, number, text, exit, meaning) {text, -(number)},
#include <lindung/errors.def>
#undef LD_ERROR
	};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (strcmp(codes[i].name, name) == 0)
			return codes[i].code;
	return LINDUNG_E_INTERNAL;
}

int ld_findings_error(const struct ld_findings *f, struct lindung_error *err)
{
	for (size_t i = 0; i < f->len; i++) {
		const struct ld_finding *item = &f->items[i];
		if (item->severity != LD_FAULT)
			continue;
		int code = ld_fail(err, code_number(item->code), "%s", item->message);
		if (item->suggestion)
			ld_error_suggest(err, item->suggestion);
		if (item->file[0])
			ld_error_at(err, item->file, item->line);
		return code;
	}
	return 0;
}

static bool same(const struct ld_finding *a, const struct ld_finding *b)
{
	return a->line == b->line && strcmp(a->file, b->file) == 0 && strcmp(a->code, b->code) == 0 &&
	       strcmp(a->message, b->message) == 0;
}

/* By insertion: there are at most LD_MAX_FINDINGS. */
void ld_findings_sort(struct ld_findings *f)
{
	size_t first[LD_MAX_FINDINGS], n = 0; /* where the item's file is mentioned first */
	for (size_t i = 0; i < f->len; i++)
		for (first[i] = 0; strcmp(f->items[first[i]].file, f->items[i].file) != 0;)
			first[i]++;
	for (size_t i = 0; i < f->len; i++) {
		struct ld_finding x = f->items[i];
		size_t file = first[i], at = n;
		bool twice = false;
		for (size_t k = 0; k < n; k++)
			twice |= same(&f->items[k], &x);
		if (twice)
			continue;
		for (; at > 0 && (first[at - 1] > file || (first[at - 1] == file && f->items[at - 1].line > x.line)); at--) {
			f->items[at] = f->items[at - 1];
			first[at] = first[at - 1];
		}
		f->items[at] = x;
		first[at] = file;
		n++;
	}
	f->len = n;
}

const char *ld_code_meaning(const char *code)
{
	static const struct {
		const char *code, *meaning;
	} rows[] = {
#define N_(text) text
#define LD_FINDING(code, meaning) {code, meaning},
#include "model/findings.def"
#undef LD_FINDING
#undef N_
#define LD_ERROR(id, number, code, exit, meaning) {code, meaning},
#include <lindung/errors.def>
#undef LD_ERROR
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].code, code) == 0)
			return rows[i].meaning;
	return "";
}

void ld_findings_fini(struct ld_findings *f)
{
	if (!f)
		return;
	ld_arena_fini(&f->arena);
	memset(f, 0, sizeof *f);
}
