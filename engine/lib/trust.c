/*
 * Whose rules may decide. Three may ask for signed rules: the command, the environment (both through the handle) and
 * the database; each names its own keys and none can weaken another. The handle's wish is looked at before a rule is
 * read, the database's once it is open. A signature by a key that nobody trusts is worth nothing, so requiring one
 * without naming keys is an error.
 */
#include "lib/lib.h"

#include <string.h>

#include "report/report.h"

#define WISH "this database requires signed rules ('lindung trust')"

int ld_trust_check(const struct ld_where *w, const struct ld_trust *t, const char *who, struct lindung_error *err)
{
	char key[LD_PUBLIC_TEXT];
	const struct ld_bundle *b = &w->bundle;
	const char *what = w->bundle_path ? w->bundle_path : w->path ? w->path : w->module;
	if (!b->office || b->signature == LD_UNSIGNED)
		return ld_fail(err, LINDUNG_E_UNSIGNED, "'%s' is not signed, and %s", what, who);
	if (b->signature == LD_SIGNED && ld_trust_find(t, b->signer))
		return 0;
	return ld_fail(err, LINDUNG_E_UNTRUSTED, "'%s' is signed by key %s, which is not trusted, and %s", what,
		ld_hex(b->signer, LD_PUBLIC, key), who);
}

int ld_trust_handle(const struct lindung *l, const struct ld_where *w, struct lindung_error *err)
{
	if (!l->require_signed)
		return 0;
	if (!l->trust.n)
		return ld_fail(err, LINDUNG_E_USAGE, "signed rules are required, but no trusted key is named");
	return ld_trust_check(w, &l->trust, "signed rules are required here", err);
}

int ld_trust_load(struct ld_store *store, struct ld_trust *t, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	const char *text = NULL;
	int rc = ld_store_trusted(store, &a, &text, err);
	return rc < 0 || !text ? rc : ld_trust_parse(t, text, strlen(text), "the database", err);
}

int ld_trust_database(struct ld_store *store, const struct ld_where *w, struct lindung_error *err)
{
	LD_CLEANUP(ld_trust_fini) struct ld_trust t = {0};
	int rc = ld_trust_load(store, &t, err);
	return rc < 0 || !t.n ? rc : ld_trust_check(w, &t, WISH, err);
}

int ld_trust_signer(const struct ld_where *w, struct ld_arena *arena, const char **ret, struct lindung_error *err)
{
	char key[LD_PUBLIC_TEXT];
	*ret = w->bundle.signature == LD_SIGNED ? ld_arena_strdup(arena, ld_hex(w->bundle.signer, LD_PUBLIC, key))
						: NULL;
	return w->bundle.signature == LD_SIGNED && !*ret ? ld_nomem(err) : 0;
}

int ld_trust_stored(struct ld_store *store, const struct ld_run_row *run, struct lindung_error *err)
{
	LD_CLEANUP(ld_trust_fini) struct ld_trust t = {0};
	uint8_t key[LD_PUBLIC];
	int rc = ld_trust_load(store, &t, err);
	if (rc < 0 || !t.n)
		return rc;
	if (!run->signer)
		return ld_fail(err, LINDUNG_E_UNSIGNED, "the rules of run %lld are not signed, and %s",
			(long long)run->number, WISH);
	if (ld_hex_parse(run->signer, strlen(run->signer), key, LD_PUBLIC) && ld_trust_find(&t, key))
		return 0;
	return ld_fail(err, LINDUNG_E_UNTRUSTED,
		"the rules of run %lld are signed by key %s, which is not trusted, and %s", (long long)run->number,
		run->signer, WISH);
}

/* ---- lindung_trust ---- */

static int answer(const struct ld_trust *t, struct lindung_result **ret, struct lindung_error *err)
{
	json_t *keys = json_array();
	char key[LD_PUBLIC_TEXT];
	for (size_t i = 0; i < t->n && keys; i++)
		ld_list_add(&keys, json_pack("{s:s, s:o}", "key", ld_hex(t->items[i].key, LD_PUBLIC, key), "name",
					   ld_json_text_or_null(t->items[i].name)));
	return ld_result_new("trust", json_pack("{s:b, s:o}", "required", t->n > 0, "keys", keys), 0, ret, err);
}

/* The keys as text for the database, in the order given. */
static void put(const struct ld_trust *t, struct ld_buf *out)
{
	char key[LD_PUBLIC_TEXT];
	for (size_t i = 0; i < t->n; i++)
		ld_buf_printf(out, "lindung-public-key ed25519 %s %s\n", ld_hex(t->items[i].key, LD_PUBLIC, key),
			t->items[i].name);
}

static int change(struct lindung *l, const struct ld_trust *t, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(1 << 20);
	struct ld_store *store;
	put(t, &text);
	int rc = text.failed ? ld_nomem(err) : ld_lib_store(l, t->n ? LD_STORE_CREATE : LD_STORE_WRITE, &store, err);
	if (rc >= 0)
		rc = ld_store_begin(store, err);
	if (rc < 0)
		return rc;
	rc = ld_store_trust(store, t->n ? ld_buf_text(&text) : NULL, err);
	if (rc >= 0)
		rc = ld_log_trust(l, store, t, err);
	if (rc >= 0)
		rc = ld_store_commit(store, err);
	ld_store_rollback(store); /* nothing is open after a commit */
	return rc;
}

int lindung_trust(struct lindung *l, const char *const *files, size_t n, int none, struct lindung_result **ret,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_trust_fini) struct ld_trust t = {0};
	struct ld_store *store;
	int rc = 0;
	if (n && none)
		return ld_fail(err, LINDUNG_E_USAGE, "keys and 'none' contradict each other");
	for (size_t i = 0; i < n && rc >= 0; i++)
		rc = ld_trust_add(&t, files[i], err);
	if (rc >= 0 && (n || none))
		rc = change(l, &t, err);
	else if (rc >= 0 && (rc = ld_lib_store(l, LD_STORE_READ, &store, err)) >= 0)
		rc = ld_trust_load(store, &t, err);
	return rc < 0 ? rc : answer(&t, ret, err);
}
