/*
 * What `with` changed, as the receipt shows it: the list that a programme's object carries, and the
 * rules and scores that were changed one by one. Sorted, because the order in which a table of
 * replacements is gone through means nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "script/internal.h"

static int by_what(const void *a, const void *b)
{
	const struct ld_change *x = a, *y = b;
	int c = strcmp(x->what, y->what);
	c = c ? c : strcmp(x->id, y->id);
	return c ? c : strcmp(x->basis ? x->basis : "", y->basis ? y->basis : "");
}

static const char *out(struct ld_script *s, const char *text)
{
	return text ? ld_out_text(s, text, strlen(text)) : NULL;
}

/* A rule that was replaced is in the list already. */
static void changed(struct ld_programme *p, size_t before, const char *id, const char *basis)
{
	for (size_t i = 0; i < before; i++)
		if (strcmp(p->changes[i].what, "replaced") == 0 &&
			strcmp(p->changes[i].id, id) == 0)
			return;
	p->changes[p->nchanges++] = (struct ld_change){"changed", id, basis};
}

void ld_read_changes(struct ld_script *s, int idx, struct ld_programme *p)
{
	const struct ld_object *o = ld_object_at(s->L, idx);
	size_t n = 0;
	for (const struct ld_changed *c = o ? o->changes : NULL; c; c = c->before)
		n++;
	p->changes = ld_out_array(s, n + p->nrules + p->nscores, sizeof *p->changes);
	for (const struct ld_changed *c = o ? o->changes : NULL; c; c = c->before)
		p->changes[p->nchanges++] =
			(struct ld_change){c->what, out(s, c->id), out(s, c->basis)};
	for (size_t i = 0; i < p->nrules; i++)
		if (p->rules[i].changed_by && p->rules[i].id)
			changed(p, n, p->rules[i].id, p->rules[i].changed_by);
	for (size_t i = 0; i < p->nscores; i++)
		if (p->scores[i].changed_by && p->scores[i].id)
			changed(p, n, p->scores[i].id, p->scores[i].changed_by);
	qsort(p->changes, p->nchanges, sizeof *p->changes, by_what);
}
