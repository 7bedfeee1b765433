/*
 * A document as CSV. Answers that are lists become a row an item, with the columns below; all
 * others become rows of path and value, the same paths that lindung_result_integer and _text read.
 * Every cell goes through the writer that disarms spreadsheet formulas; what cannot be seen, in a
 * file name or a message, is U+FFFD, because CSV has no way to write it that a terminal does not
 * obey.
 */
#include "report/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "csv/csv.h"

enum { MAX_PATH = 512, MAX_NESTING = 12 };

static const struct list {
	const char *kind, *path, *columns; /* path "" is the document itself */
} lists[] = {
	{"import", "quarantine", "file,line,column,value,code,reason"},
	{"quarantine", "quarantine", "delivery,source,file,line,column,value,code,reason"},
	{"runs", "runs",
		"run,programme,title,as_of,created_at,kept_at,superseded_by,workers,selected,"
		"undecided,errors,result"},
	{"check", "", "code,severity,file,line,message,suggestion,page"},
	{"compare", "people",
		"nik,change,by,from,to,funder_from,funder_to,months_from,months_to,cost_from,cost_to,"
		"rank_from,rank_to,alone,needed"},
	{"sweep", "points",
		"value,value_2,selected,committed,cutoff,eligible,reserve,undecided,errors,gained,lost,"
		"marginal,gain,knee,why"},
	{"test", "cases", "name,file,line,ok,expected,actual"},
	{"verify", "checks", "id,ok,detail"},
	{"log", "lines", "line,at,who,what,run,delivery,detail,before,hash"},
};

static void put_text(const char *s, size_t n, struct ld_buf *out)
{
	struct ld_buf seen = ld_buf_init(3 * n + 1);
	while (n) {
		uint32_t c;
		size_t len = ld_utf8_next(s, n, &c);
		bool kept = strchr("\t\r\n", *s) || (len && ld_utf8_visible(s, len));
		ld_buf_add(&seen, kept ? s : "\xEF\xBF\xBD", kept ? len : 3);
		s += len ? len : 1;
		n -= len ? len : 1;
	}
	ld_csv_put(out, ld_buf_text(&seen), seen.len);
	out->failed |= seen.failed;
	ld_buf_fini(&seen);
}

static void put_scalar(const json_t *j, struct ld_buf *out)
{
	char number[32];
	const char *s = json_string_value(j);
	if (s) {
		size_t n = json_string_length(j);
		if (ld_utf8_visible(s, n))
			ld_csv_put(out, s, n);
		else
			put_text(s, n, out);
		return;
	}
	if (json_is_object(j)) {
		char *text = ld_json_dumps(j);
		ld_csv_put(out, text ? text : "", text ? strlen(text) : 0);
		out->failed |= !text;
		free(text);
		return;
	}
	if (json_is_integer(j))
		snprintf(number, sizeof number, "%" PRId64, (int64_t)json_integer_value(j));
	else if (json_is_real(j))
		snprintf(number, sizeof number, "%.15g", json_real_value(j));
	else
		snprintf(number, sizeof number, "%s",
			json_is_boolean(j) ? json_is_true(j) ? "true" : "false" : "");
	ld_buf_puts(out, number);
}

static void put_row(const json_t *item, const char *columns, struct ld_buf *out)
{
	for (const char *c = columns; *c;) {
		size_t n = strcspn(c, ",");
		if (c != columns)
			ld_buf_addc(out, ',');
		put_scalar(json_object_getn(item, c, n), out);
		c += n + (c[n] == ',');
	}
	ld_buf_addc(out, '\n');
}

static void put_list(const json_t *items, const char *columns, struct ld_buf *out)
{
	ld_buf_printf(out, "%s\n", columns);
	for (size_t i = 0; i < json_array_size(items); i++)
		put_row(json_array_get(items, i), columns, out);
}

/* One row a leaf; an empty list or object has none. */
static void put_leaves(const json_t *j, char *path, size_t n, int depth, struct ld_buf *out)
{
	const char *key;
	json_t *value;
	size_t i;
	if (depth > MAX_NESTING || n + 32 > MAX_PATH)
		return;
	if (json_is_object(j)) {
		json_object_foreach((json_t *)(uintptr_t)j, key, value)
		{
			int k = snprintf(path + n, MAX_PATH - n, "%s%s", n ? "/" : "", key);
			if (k > 0 && (size_t)k < MAX_PATH - n)
				put_leaves(value, path, n + (size_t)k, depth + 1, out);
		}
	} else if (json_is_array(j)) {
		json_array_foreach(j, i, value)
		{
			int k = snprintf(path + n, MAX_PATH - n, "%s%zu", n ? "/" : "", i);
			put_leaves(value, path, n + (size_t)k, depth + 1, out);
		}
	} else {
		ld_csv_put(out, path, n);
		ld_buf_addc(out, ',');
		put_scalar(j, out);
		ld_buf_addc(out, '\n');
	}
}

int ld_report_csv(const json_t *doc, const char *kind, struct ld_buf *out)
{
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		if (strcmp(lists[i].kind, kind) == 0) {
			put_list(*lists[i].path ? json_object_get(doc, lists[i].path) : doc,
				lists[i].columns, out);
			return 0;
		}
	}
	char path[MAX_PATH] = "";
	ld_buf_puts(out, "path,value\n");
	put_leaves(doc, path, 0, 0, out);
	return 0;
}
