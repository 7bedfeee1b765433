/*
 * The answer of a call: its life, its values by path, and writing it through a renderer. Paths are
 * keys and indexes joined by '/', so an answer can be read without a JSON library. Masking happens
 * here, once, before any renderer sees the document: a renderer cannot forget it.
 */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"

int ld_result_new(const char *kind, json_t *doc, int exit, struct lindung_result **ret,
	struct lindung_error *err)
{
	struct lindung_result *r = doc ? calloc(1, sizeof *r) : NULL;
	if (!r) {
		json_decref(doc);
		return ld_nomem(err);
	}
	r->kind = kind;
	r->doc = doc;
	r->exit = exit;
	*ret = r;
	return 0;
}

void lindung_result_free(struct lindung_result *r)
{
	if (!r)
		return;
	json_decref(r->doc);
	free(r);
}

int lindung_result_exit(const struct lindung_result *r)
{
	return r ? r->exit : 0;
}

/* One step of a path: a key of an object, an index of a list. */
static const json_t *step(const json_t *j, const char *name, size_t n)
{
	if (json_is_object(j))
		return json_object_getn(j, name, n);
	int64_t i;
	if (json_is_array(j) && ld_int_parse(name, n, &i) && i >= 0)
		return json_array_get(j, (size_t)i);
	return NULL;
}

static const json_t *at(const struct lindung_result *r, const char *path)
{
	const json_t *j = r ? r->doc : NULL;
	while (j && *path) {
		size_t n = strcspn(path, "/");
		j = step(j, path, n);
		path += n + (path[n] == '/');
	}
	return j;
}

int64_t lindung_result_integer(const struct lindung_result *r, const char *path)
{
	const json_t *j = at(r, path);
	return json_is_boolean(j) ? json_is_true(j) : json_integer_value(j);
}

const char *lindung_result_text(const struct lindung_result *r, const char *path)
{
	const char *s = json_string_value(at(r, path));
	return s ? s : "";
}

size_t lindung_result_count(const struct lindung_result *r, const char *path)
{
	const json_t *j = at(r, path);
	return json_is_object(j) ? json_object_size(j) : json_array_size(j);
}

static int render(const struct lindung_result *r, const json_t *doc,
	const struct lindung_render *how, struct ld_buf *out)
{
	switch (how->format) {
	case LINDUNG_TEXT:
		return ld_report_text(doc, r->kind, how, out);
	case LINDUNG_JSON:
		return ld_report_json(doc, out);
	case LINDUNG_CSV:
		return ld_report_csv(doc, r->kind, out);
	case LINDUNG_JUNIT:
		return ld_report_junit(doc, r->kind, out);
	case LINDUNG_SARIF:
		return ld_report_sarif(doc, r->kind, out);
	case LINDUNG_HTML:
		return ld_report_html(doc, r->kind, out);
	}
	return LINDUNG_E_USAGE;
}

static int failed(int rc, const struct lindung_result *r, struct lindung_error *err)
{
	if (rc == LINDUNG_E_USAGE)
		return ld_fail(err, rc, "'%s' has no answer in this format", r->kind);
	return rc == LINDUNG_E_NOMEM ? ld_nomem(err)
				     : ld_fail(err, rc, "the answer could not be written");
}

int lindung_result_write(const struct lindung_result *r, const struct lindung_render *how,
	int (*write)(void *ctx, const char *p, size_t n), void *ctx, struct lindung_error *err)
{
	json_t *doc = how->show_ids ? json_incref(r->doc) : ld_report_mask(r->doc);
	if (!doc)
		return ld_nomem(err);
	LD_CLEANUP(ld_buf_fini) struct ld_buf out = ld_buf_init(LD_MAX_REPORT);
	int rc = render(r, doc, how, &out);
	json_decref(doc);
	if (rc >= 0 && out.failed)
		rc = out.len >= LD_MAX_REPORT / 2 ? LINDUNG_E_LIMIT : LINDUNG_E_NOMEM;
	if (rc < 0)
		return failed(rc, r, err);
	if (out.len && write(ctx, out.data, out.len) != 0)
		return ld_fail(err, LINDUNG_E_IO, "the answer could not be written");
	return 0;
}
