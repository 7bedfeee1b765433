/* Bundles and keys for people: what a bundle holds and whose it is, a new pair of keys, whom a database trusts. */
#include "report/text.h"

static void put_files(struct ld_text *t)
{
	static const struct ld_column columns[] = {
		{NULL, LD_LEFT}, {NULL, LD_RIGHT}, {NULL, LD_LEFT}, {NULL, LD_WRAP}};
	const json_t *files = ld_get(t->doc, "files");
	struct ld_table table = ld_table_init(t, 2, columns, 4);
	for (size_t i = 0; i < json_array_size(files); i++) {
		const json_t *f = json_array_get(files, i);
		ld_table_add(&table, LD_PLAIN,
			(const char *[]){ld_say_key(t, f, "kind"), ld_say_count(t, ld_get_int(f, "bytes")),
				ld_say_start(t, ld_get_text(f, "sha256"), 12), ld_say_key(t, f, "path")});
	}
	ld_table_put(&table);
}

/* What the signature says, and how sure that is. */
static const char *verdict(const struct ld_text *t)
{
	const char *signature = ld_get_text(t->doc, "signature");
	if (signature[0] == 'n')
		return _("Not signed.");
	if (signature[0] == 'b')
		return _("THE SIGNATURE IS BAD: this is not what that key signed. Do not use it.");
	if (!ld_get_known(t->doc, "trusted"))
		return _("Signed; whether by the right key only a trusted public key tells (--trust).");
	return ld_get_int(t->doc, "trusted") ? _("Signed by a trusted key.")
					     : _("SIGNED BY A KEY THAT IS NOT TRUSTED.");
}

void ld_text_bundle(struct ld_text *t)
{
	const json_t *d = t->doc;
	const char *signer = ld_say_key(t, d, "signer"), *name = ld_say_key(t, d, "name");
	size_t n = json_array_size(ld_get(d, "files"));
	ld_put_lines(t, 0,
		ld_say(t, dngettext("lindung", "Bundle of %s, %s file", "Bundle of %s, %s files", n),
			ld_say_key(t, d, "office"), ld_say_count(t, (int64_t)n)));
	put_files(t);
	ld_put_labelled(t, 0, 10, _("SHA-256"), ld_say_key(t, d, "sha256"));
	if (*signer)
		ld_put_labelled(t, 0, 10, _("Signer"), ld_say(t, *name ? "%s %s" : "%s", signer, name));
	ld_put(t, ld_paint(t, ld_get_int(d, "ok") ? LD_PLAIN : LD_BAD));
	ld_put_lines(t, 0, verdict(t));
	ld_put(t, ld_paint(t, LD_PLAIN));
}

void ld_text_key(struct ld_text *t)
{
	const json_t *d = t->doc;
	ld_put_labelled(t, 0, 10, _("Secret"),
		ld_say(t, _("%s: keep it, show it to nobody; who has it can sign"), ld_say_key(t, d, "secret")));
	ld_put_labelled(t, 0, 10, _("Public"),
		ld_say(t, _("%s: give it to all who use your rules"), ld_say_key(t, d, "public")));
	ld_put_labelled(t, 0, 10, _("Key"), ld_say(t, "%s %s", ld_say_key(t, d, "key"), ld_say_key(t, d, "name")));
}

void ld_text_trust(struct ld_text *t)
{
	const json_t *keys = ld_get(t->doc, "keys");
	if (!json_array_size(keys))
		ld_put_lines(t, 0, _("Rules need no signature in this database."));
	else
		ld_put_lines(t, 0, _("Rules must be signed by one of these keys:"));
	for (size_t i = 0; i < json_array_size(keys); i++) {
		const json_t *k = json_array_get(keys, i);
		ld_put_lines(t, 2, ld_say(t, "%s %s", ld_say_key(t, k, "key"), ld_say_key(t, k, "name")));
	}
}
