/*
 * Groups that tables of quotas, weights and purses name and no worker has: most are misspelt, and a
 * misspelt group silently loses its places or its money. Only a warning: a desa without a single
 * worker on the list is possible.
 */
#include "lib/lib.h"

#include <inttypes.h>
#include <strings.h>

#include "base/text.h"

enum { MOST = 10 }; /* of one table */

static bool has(const struct ld_frame *f, int field, const struct ld_value *group)
{
	const struct ld_column *c = &f->cols[field];
	uint32_t code = LD_MAP_NONE;
	if (c->kind == LD_COL_CODE) {
		code = ld_map_find(c->dict, group->s, group->len);
		if (code == LD_MAP_NONE)
			return false;
	}
	for (size_t r = 0; r < f->nrows; r++) {
		if (code != LD_MAP_NONE && ld_column_value(c, r) != (int64_t)code)
			continue;
		struct ld_value v = ld_frame_get(f, (size_t)field, r);
		if (v.kind != LD_MISSING && ld_value_equal(&v, group))
			return true;
	}
	return false;
}

/* The nearest group of the workers; another case of the letters is nearest. */
static const char *nearest(const struct ld_frame *f, int field, const char *name)
{
	const struct ld_column *c = &f->cols[field];
	const char *near = NULL;
	if (c->kind != LD_COL_CODE || f->fields->items[field].is_private)
		return NULL;
	for (size_t i = 0; i < c->dict->len; i++) {
		const char *text = c->dict->keys[i].text;
		const char *pair[] = {near ? near : "", text};
		if (strcasecmp(text, name) == 0)
			return text;
		const char *better = ld_nearest(name, pair, 2);
		near = better ? better : near;
	}
	return near;
}

static void look(const struct ld_work *w, const char *what, const char *id, int field,
	const struct ld_weight *groups, size_t n, json_t **list)
{
	const struct ld_field *f = &w->p->fields.items[field];
	size_t unknown = 0;
	for (size_t i = 0; i < n; i++) {
		LD_CLEANUP(ld_buf_fini) struct ld_buf name = ld_buf_init(4096);
		if (has(w->f, field, &groups[i].group) || unknown++ >= MOST)
			continue;
		ld_field_print(f, &groups[i].group, &name);
		if (name.failed)
			ld_list_add(list, NULL);
		const char *near = nearest(w->f, field, ld_buf_text(&name));
		ld_warn(list, "GROUP_UNKNOWN", "%s '%s': no worker has %s '%s'%s%s%s", what, id,
			f->name, ld_buf_text(&name), near ? "; did you mean '" : "",
			near ? near : "", near ? "'?" : "");
	}
	if (unknown > MOST)
		ld_warn(list, "GROUP_UNKNOWN", "%s '%s': and %zu more groups that no worker has", what,
			id, unknown - MOST);
}

void ld_warn_groups(const struct ld_work *w, json_t **list)
{
	for (size_t i = 0; i < w->p->nquotas; i++) {
		const struct ld_quota *q = &w->p->quotas[i];
		look(w, "quota", q->id, q->by, q->at_least.groups, q->at_least.ngroups, list);
		look(w, "quota", q->id, q->by, q->at_most.groups, q->at_most.ngroups, list);
	}
	for (size_t i = 0; i < w->p->nfunders; i++) {
		const struct ld_funder *u = &w->p->funders[i];
		if (u->by >= 0)
			look(w, "funder", u->id, u->by, u->groups, u->ngroups, list);
	}
}
