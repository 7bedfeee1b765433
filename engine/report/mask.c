/*
 * Hiding national ids in what people and programs see. Owns the one rule of what counts as an id:
 * every run of 15 or more digits in any text (so also a NIK with a digit lost or added), and the
 * whole value beside a key `nik`, `no_kk`, or in a quarantined cell refused as NIK or KK. A text of
 * 64 hexadecimal digits, some of them letters, is a hash and stays whole.
 */
#include "report/report.h"

#include <string.h>

#include "base/nik.h"

enum { RUN = LD_NIK - 1, SHOWN = 4, HASH = 64 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One hash in a million has fewer than eight letters; a row of ids has none. Zeros alone stand where there is no hash. */
static bool is_hash(const char *s, size_t n)
{
	size_t letters = 0;
	for (size_t i = 0; i < n; i++)
		letters += 'a' <= s[i] && s[i] <= 'f';
	return n == HASH && ((letters >= 8 && strspn(s, "0123456789abcdef") == n) || strspn(s, "0") == n);
}

void ld_report_mask_text(const char *s, size_t n, struct ld_buf *out)
{
	for (size_t i = 0; i < n;) {
		size_t run = 0;
		while (i + run < n && is_digit(s[i + run]))
			run++;
		size_t shown = run >= RUN ? SHOWN : run;
		ld_buf_add(out, s + i, shown ? shown : 1);
		for (size_t k = shown; k < run; k++)
			ld_buf_addc(out, '*');
		i += run ? run : 1;
	}
}

static json_t *mask_string(const json_t *j)
{
	const char *s = json_string_value(j);
	size_t n = json_string_length(j);
	if (is_hash(s, n))
		return json_stringn_nocheck(s, n);
	struct ld_buf b = ld_buf_init(n + 1);
	ld_report_mask_text(s, n, &b);
	json_t *copy = b.failed ? NULL : json_stringn_nocheck(ld_buf_text(&b), b.len);
	ld_buf_fini(&b);
	return copy;
}

/* A text that is an id whatever it looks like: its digits but the first four become stars. */
static json_t *mask_id(const json_t *j)
{
	size_t n = json_string_length(j), digits = 0;
	const char *s = json_string_value(j);
	struct ld_buf b = ld_buf_init(n + 1);
	for (size_t i = 0; i < n; i++)
		ld_buf_addc(&b, is_digit(s[i]) && ++digits > SHOWN ? '*' : s[i]);
	json_t *copy = b.failed ? NULL : json_stringn_nocheck(ld_buf_text(&b), b.len);
	ld_buf_fini(&b);
	return copy;
}

static bool is_id_key(const char *key)
{
	return strcmp(key, "nik") == 0 || strcmp(key, "no_kk") == 0;
}

/* {column, value, code: NIK, …}: a cell that was to be an id. */
static bool is_id_cell(const json_t *object)
{
	const char *code = json_string_value(json_object_get(object, "code"));
	return code && json_object_get(object, "line") &&
	       (strcmp(code, "NIK") == 0 || strcmp(code, "KK") == 0);
}

/* {nik: {value, source, …}}: the value under an id's own key. */
static json_t *mask_value(const json_t *j, bool is_id);

static json_t *mask_object(const json_t *object, bool is_id)
{
	json_t *copy = json_object();
	bool cell = is_id_cell(object);
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		bool id = is_id_key(key) || ((cell || is_id) && strcmp(key, "value") == 0);
		if (copy && json_object_set_new_nocheck(copy, key, mask_value(value, id)) < 0) {
			json_decref(copy);
			copy = NULL;
		}
	}
	return copy;
}

static json_t *mask_array(const json_t *array)
{
	json_t *copy = json_array();
	for (size_t i = 0; copy && i < json_array_size(array); i++) {
		if (json_array_append_new(copy, mask_value(json_array_get(array, i), false)) < 0) {
			json_decref(copy);
			copy = NULL;
		}
	}
	return copy;
}

static json_t *mask_value(const json_t *j, bool is_id)
{
	if (json_is_object(j))
		return mask_object(j, is_id);
	if (json_is_array(j))
		return mask_array(j);
	if (json_is_string(j))
		return is_id ? mask_id(j) : mask_string(j);
	return json_copy((json_t *)(uintptr_t)j);
}

json_t *ld_report_mask(const json_t *doc)
{
	return mask_value(doc, false);
}
