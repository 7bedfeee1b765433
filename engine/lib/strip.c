/*
 * A stored summary without what may tell of a person: messages of failed rules, and the names of groups by a private field
 * or an id (a quota of one a family names every family card). A hidden group is called by the same pseudonym as in the seal,
 * so that counts can still be held against it. Everything else in a summary is counts, money and words of the rules.
 */
#include "lib/seal.h"

#include <string.h>

#include "report/report.h"

struct strip {
	const struct ld_programme *p;
	const uint8_t *secret;
	bool failed;
};

static void set(struct strip *s, json_t *object, const char *key, json_t *value)
{
	s->failed |= json_object_set_new(object, key, value) < 0;
}

static void hide_group(struct strip *s, json_t *object)
{
	char name[LD_PSEUDONYM];
	const char *group = json_string_value(json_object_get(object, "group"));
	if (!group)
		return;
	ld_seal_pseudonym(s->secret, group, name);
	set(s, object, "group", json_string(name));
}

static bool hidden_quota(const struct strip *s, const json_t *group)
{
	const char *id = json_string_value(json_object_get(group, "quota"));
	for (size_t i = 0; id && i < s->p->nquotas; i++)
		if (strcmp(s->p->quotas[i].id, id) == 0 && ld_seal_hides(s->p, s->p->quotas[i].by))
			return true;
	return false;
}

static void strip_funders(struct strip *s, json_t *funders)
{
	for (size_t i = 0; i < json_array_size(funders) && i < s->p->nfunders; i++) {
		const struct ld_funder *f = &s->p->funders[i];
		json_t *purses = json_object_get(json_array_get(funders, i), "purses");
		bool hidden = f->purses != LD_PURSES_NONE && ld_seal_hides(s->p, f->by);
		for (size_t k = 0; hidden && k < json_array_size(purses); k++)
			hide_group(s, json_array_get(purses, k));
	}
}

static void strip_constraints(struct strip *s, json_t *bound_by)
{
	for (size_t i = 0; i < json_array_size(bound_by); i++) {
		LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(1 << 20);
		json_t *item = json_array_get(bound_by, i);
		const char *constraint = json_string_value(json_object_get(item, "constraint"));
		ld_seal_constraint(s->p, constraint ? constraint : "", &b);
		s->failed |= b.failed;
		if (!b.failed)
			set(s, item, "constraint", ld_json_text(ld_buf_text(&b)));
	}
}

/* Warnings name groups in the middle of a sentence; a floor's is in `groups` too. */
static void strip_warnings(struct strip *s, json_t *warnings)
{
	bool hidden = false;
	for (size_t i = 0; i < s->p->nquotas; i++)
		hidden |= ld_seal_hides(s->p, s->p->quotas[i].by);
	for (size_t i = json_array_size(warnings); hidden && i-- > 0;) {
		const char *code = json_string_value(json_object_get(json_array_get(warnings, i), "code"));
		if (code && strcmp(code, "FLOOR") == 0)
			json_array_remove(warnings, i);
	}
}

int ld_strip_summary(json_t *doc, const struct ld_programme *p, const uint8_t secret[LD_SECRET])
{
	struct strip s = {.p = p, .secret = secret};
	json_t *failures = json_object_get(doc, "failures"), *groups = json_object_get(doc, "groups");
	for (size_t i = 0; i < json_array_size(failures); i++)
		set(&s, json_array_get(failures, i), "message", json_null());
	for (size_t i = 0; i < json_array_size(groups); i++)
		if (hidden_quota(&s, json_array_get(groups, i)))
			hide_group(&s, json_array_get(groups, i));
	strip_funders(&s, json_object_get(doc, "funders"));
	strip_constraints(&s, json_object_get(doc, "bound_by"));
	strip_warnings(&s, json_object_get(doc, "warnings"));
	return s.failed ? LINDUNG_E_NOMEM : 0;
}
