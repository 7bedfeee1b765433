/*
 * The programme's part of a certificate: order, quotas, funders and rates as they were declared, groups by their
 * texts. Nothing is computed here but the spelling.
 */
#include "lib/certificate.h"

#include <string.h>

#include "base/date.h"
#include "report/report.h"

struct saying {
	const struct ld_programme *p;
	struct ld_buf *text;
};

/* NULL when memory ran out. */
static json_t *print(const struct saying *m, int field, const struct ld_value *v)
{
	ld_buf_reset(m->text);
	ld_field_print(&m->p->fields.items[field], v, m->text);
	return m->text->failed ? NULL : ld_json_text(ld_buf_text(m->text));
}

static json_t *month(int32_t month)
{
	char text[LD_MONTH_TEXT];
	return month == INT32_MAX ? json_null() : json_string(ld_month_format(month, text));
}

static json_t *or_null(int64_t n)
{
	return n < 0 ? json_null() : json_integer(n);
}

/* [[group, n], …] */
static json_t *table(const struct saying *m, int field, const struct ld_weight *items, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n && list; i++)
		ld_list_add(&list,
			json_pack("[o, I]", print(m, field, &items[i].group), (json_int_t)items[i].n));
	return list;
}

/* ---- the programme ---- */

static json_t *bound(const struct saying *m, int field, const struct ld_bound *b)
{
	switch (b->kind) {
	case LD_BOUND_NUMBER:
		return json_pack("{s:I}", "number", (json_int_t)b->n);
	case LD_BOUND_PERCENT:
		return json_pack("{s:I}", "percent", (json_int_t)b->n);
	case LD_BOUND_TABLE:
		return json_pack("{s:o, s:o}", "table", table(m, field, b->groups, b->ngroups), "otherwise",
			b->has_otherwise ? json_integer(b->otherwise) : json_null());
	case LD_BOUND_APPORTION:
		return json_pack("{s:o, s:o, s:s}", "seats", b->n < 0 ? json_string("capacity") : json_integer(b->n),
			"by", b->by_eligible ? json_string("eligible") : table(m, field, b->groups, b->ngroups),
			"method", b->method == LD_HAMILTON ? "hamilton" : "sainte-lague");
	case LD_BOUND_NONE:
		break;
	}
	return json_null();
}

static json_t *quotas(const struct saying *m)
{
	const struct ld_programme *p = m->p;
	json_t *list = json_array();
	for (size_t i = 0; i < p->nquotas && list; i++) {
		const struct ld_quota *q = &p->quotas[i];
		ld_list_add(&list,
			json_pack("{s:o, s:s, s:o, s:o}", "id", ld_json_text(q->id), "by", p->fields.items[q->by].name,
				"at_least", bound(m, q->by, &q->at_least), "at_most", bound(m, q->by, &q->at_most)));
	}
	return list;
}

static json_t *purses(const struct saying *m, const struct ld_funder *f)
{
	switch (f->purses) {
	case LD_PURSES_TABLE:
		return json_pack("{s:o}", "table", table(m, f->by, f->groups, f->ngroups));
	case LD_PURSES_EACH:
		return json_pack("{s:I}", "each", (json_int_t)f->each);
	case LD_PURSES_SPLIT:
		return json_pack("{s:I, s:I, s:o}", "total", (json_int_t)f->total, "unit", (json_int_t)f->unit, "by",
			f->by_eligible ? json_string("eligible") : table(m, f->by, f->groups, f->ngroups));
	case LD_PURSES_NONE:
		break;
	}
	return json_null();
}

static json_t *parts(const struct ld_funder *f)
{
	json_t *list = json_array();
	for (size_t i = 0; i < f->nparts && list; i++)
		ld_list_add(&list, json_pack("{s:o, s:i, s:o}", "id", ld_json_text(f->parts[i].id), "percent",
					   f->parts[i].percent, "budget", or_null(f->parts[i].budget)));
	return list;
}

/* Of the table's rows those of the components that the funder pays. */
static json_t *rates(const struct ld_pays *pays)
{
	json_t *list = json_array();
	for (size_t i = 0; i < pays->table->nrows && list; i++) {
		const struct ld_rate_row *r = &pays->table->rows[i];
		for (size_t k = 0; k < pays->ncomponents; k++)
			if (strcmp(pays->components[k], r->component) == 0) {
				ld_list_add(&list, json_pack("{s:o, s:o, s:o, s:o, s:o, s:I}", "component",
							   ld_json_text(r->component), "from", month(r->from), "to",
							   month(r->to), "payer", ld_json_text(r->payer), "segment",
							   ld_json_text(r->segment), "amount", (json_int_t)r->amount));
				break;
			}
	}
	return list;
}

static json_t *components(const struct ld_pays *pays)
{
	json_t *list = json_array();
	for (size_t i = 0; i < pays->ncomponents && list; i++)
		ld_list_add(&list, ld_json_text(pays->components[i]));
	return list;
}

static json_t *funders(const struct saying *m)
{
	const struct ld_programme *p = m->p;
	json_t *list = json_array();
	for (size_t i = 0; i < p->nfunders && list; i++) {
		const struct ld_funder *f = &p->funders[i];
		ld_list_add(&list,
			json_pack("{s:o, s:o, s:o, s:o, s:o, s:i, s:b, s:o, s:o, s:o, s:o, s:o, s:b}", "id",
				ld_json_text(f->id), "payer", ld_json_text(f->payer), "components",
				components(&f->pays), "rates", rates(&f->pays), "from", month(f->from), "months",
				f->months, "as_many_as_fit", f->as_many, "budget", or_null(f->budget), "seats",
				or_null(f->seats), "by",
				f->purses != LD_PURSES_NONE ? json_string(p->fields.items[f->by].name) : json_null(),
				"purses", purses(m, f), "parts", parts(f), "overtake", f->overtake));
	}
	return list;
}

static json_t *order(const struct ld_programme *p)
{
	static const char *const names[] = {"score", "field", "lottery"};
	json_t *list = json_array();
	for (size_t i = 0; i < p->norder && list; i++) {
		const struct ld_key *k = &p->order[i];
		ld_list_add(&list,
			json_pack("{s:s, s:b, s:o, s:o}", "key", names[k->kind], "descending", k->descending, "field",
				k->kind == LD_KEY_FIELD ? json_string(p->fields.items[k->field].name) : json_null(),
				"seed", k->kind == LD_KEY_LOTTERY ? ld_json_text_or_null(k->seed) : json_null()));
	}
	return list;
}

/* Every segment that a worker can have; null where the programme names no field of segments. */
static json_t *choices(const struct ld_programme *p)
{
	const struct ld_field *f = p->segment < 0 ? NULL : &p->fields.items[p->segment];
	if (!f)
		return json_null();
	json_t *list = json_array();
	for (size_t i = 0; f->type == LD_CHOICE && i < f->nchoices && list; i++)
		ld_list_add(&list, ld_json_text(f->choices[i]));
	return json_pack("{s:s, s:b, s:o}", "field", f->name, "choice", f->type == LD_CHOICE, "choices", list);
}

bool ld_certificate_programme(const struct ld_programme *p, struct ld_buf *text, json_t *doc)
{
	const struct saying m = {p, text};
	return json_object_set_new(doc, "order", order(p)) == 0 &&
	       json_object_set_new(doc, "quotas", quotas(&m)) == 0 &&
	       json_object_set_new(doc, "funders", funders(&m)) == 0 &&
	       json_object_set_new(doc, "segments", choices(p)) == 0 && !text->failed;
}
