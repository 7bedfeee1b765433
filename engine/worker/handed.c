/*
 * What was handed out to the process: each file by the name it was asked for, found or not, once. It is the programme's list
 * of files, because the process is not believed, and a process that is started again is given the same bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "worker/internal.h"

enum { MOST = 4096 }; /* files asked for, found or not */

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

int ld_handed_find(struct ld_handed *h, const struct ld_loader *loader, const struct ld_find *what,
	const struct ld_found **ret, struct lindung_error *err)
{
	for (struct ld_handed_file *s = h->first; s; s = s->next)
		if (same(s->name, what->name) && same(s->beside, what->beside)) {
			*ret = &s->found;
			return 0;
		}
	if (h->n == MOST)
		return ld_fail(err, LINDUNG_E_KILLED, "asked for more files than rules may have");
	struct ld_handed_file *s = ld_arena_alloc(&h->arena, sizeof *s);
	if (!s || !(s->name = ld_arena_strdup(&h->arena, what->name)) ||
		(what->beside && !(s->beside = ld_arena_strdup(&h->arena, what->beside))))
		return ld_nomem(err);
	s->found.code = loader->find(loader->ctx, s->name, s->beside, &h->arena, &s->found.file, &s->found.err);
	if (s->found.code == LINDUNG_E_NOMEM)
		return ld_nomem(err);
	s->next = h->first;
	h->first = s;
	h->n++;
	*ret = &s->found;
	return 0;
}

static int by_module(const void *a, const void *b)
{
	const struct ld_file *x = a, *y = b;
	return strcmp(x->module, y->module);
}

int ld_handed_files(const struct ld_handed *h, struct ld_arena *a, struct ld_file **ret, size_t *ret_n,
	struct lindung_error *err)
{
	size_t n = 0;
	for (const struct ld_handed_file *s = h->first; s; s = s->next)
		n += !s->beside && !s->found.code;
	struct ld_file *list = ld_arena_array(a, n, sizeof *list);
	if (!list)
		return ld_nomem(err);
	n = 0;
	for (const struct ld_handed_file *s = h->first; s; s = s->next) {
		if (s->beside || s->found.code)
			continue;
		struct ld_file *f = &list[n++];
		*f = s->found.file;
		f->module = ld_arena_strdup(a, f->module);
		f->path = ld_arena_strdup(a, f->path);
		f->text = ld_arena_strndup(a, f->text, f->len);
		if (!f->module || !f->path || !f->text)
			return ld_nomem(err);
	}
	qsort(list, n, sizeof *list, by_module);
	*ret = list;
	*ret_n = n;
	return 0;
}
