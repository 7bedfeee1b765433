/* A line "KIND PATH" and a document: in every form that its kind has it is written without a byte that a terminal or an XML
 * reader would obey, as JSON it reads back, and no text of the masked one shows a national id. A stored run's document
 * comes from the database, so it may be anything. */
#include "base/utf8.h"
#include "fuzz.h"
#include "report/report.h"

static const char *const kinds[] = {"run", "show", "explain", "check", "test", "import", "quarantine", "runs", "keep",
	"verify", "replay", "export", "new", "log", "forget", "doctor", "bundle", "key", "trust"};
enum { KINDS = sizeof kinds / sizeof *kinds };

static int add(void *ctx, const char *p, size_t n)
{
	ld_buf_add(ctx, p, n);
	return 0;
}

static void check_lines(const char *s, size_t n)
{
	while (n) {
		const char *end = memchr(s, '\n', n);
		size_t len = end ? (size_t)(end - s) : n;
		ld_assert(ld_utf8_visible(s, len));
		s += len + !!end, n -= len + !!end;
	}
}

static void check_json(const char *s, size_t n)
{
	json_t *again = json_loadb(s, n, JSON_DECODE_ANY, NULL);
	struct ld_buf b = ld_buf_init(1 << 24);
	ld_assert(again && ld_report_json(again, &b) == 0 && b.len == n && memcmp(b.data, s, n) == 0);
	ld_buf_fini(&b);
	json_decref(again);
}

static bool is_hash(const char *s, size_t n)
{
	int letters = 0;
	for (size_t i = 0; i < n; i++)
		letters += s[i] >= 'a';
	return n == 64 && strspn(s, "0123456789abcdef") == 64 && (letters >= 8 || strspn(s, "0") == 64);
}

static void check_masked(const json_t *j)
{
	const char *key, *s = json_string_value(j);
	json_t *value;
	size_t i;
	if (s && !is_hash(s, json_string_length(j)))
		for (; *s; s += strcspn(s, "0123456789")) {
			size_t run = strspn(s, "0123456789");
			ld_assert(run < 15);
			s += run;
		}
	if (json_is_object(j))
		json_object_foreach((json_t *)(uintptr_t)j, key, value)
			check_masked(value);
	if (json_is_array(j))
		json_array_foreach(j, i, value)
			check_masked(value);
}

static void check_forms(const struct lindung_result *r)
{
	for (int format = LINDUNG_TEXT; format <= LINDUNG_SARIF; format++)
		for (int show = 0; show < 2; show++) {
			struct lindung_render how = {.format = (enum lindung_format)format, .columns = show * 60, .show_ids = show};
			struct lindung_error err;
			struct ld_buf b = ld_buf_init(1 << 24);
			int rc = lindung_result_write(r, &how, add, &b, &err);
			fuzz_said(rc, &err);
			ld_assert(rc >= 0 || rc == LINDUNG_E_USAGE);
			if (rc >= 0 && format != LINDUNG_CSV)
				check_lines(ld_buf_text(&b), b.len);
			if (rc >= 0 && format == LINDUNG_JSON)
				check_json(b.data, b.len);
			ld_buf_fini(&b);
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *line = memchr(data, '\n', size);
	size_t head = line ? (size_t)(line - data) : size;
	json_t *doc = line ? json_loadb((const char *)line + 1, size - head - 1, JSON_DECODE_ANY, NULL) : NULL;
	struct lindung_result *r;
	struct lindung_error err;
	if (!doc)
		return 0;
	char *text = fuzz_text(data, head), *path = strchr(text, ' ');
	if (path)
		*path++ = '\0';
	const char *kind = kinds[(uint8_t)text[0] % KINDS];
	for (size_t i = 0; i < KINDS; i++)
		if (strcmp(kinds[i], text) == 0)
			kind = kinds[i];
	json_t *masked = ld_report_mask(doc);
	check_masked(masked);
	json_decref(masked);
	ld_assert(ld_result_new(kind, doc, 0, &r, &err) == 0);
	check_forms(r);
	lindung_result_integer(r, path ? path : "");
	ld_assert(lindung_result_text(r, path ? path : ""));
	lindung_result_count(r, path ? path : "");
	lindung_result_free(r);
	free(text);
	return 0;
}
