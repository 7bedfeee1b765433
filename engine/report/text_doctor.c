/* What `lindung doctor` found: walls, limits, versions. */
#include "report/text.h"

static void put_walls(struct ld_text *t)
{
	static const struct ld_column columns[] = {{NULL, LD_LEFT}, {NULL, LD_LEFT}, {NULL, LD_WRAP}};
	const json_t *walls = ld_get(t->doc, "walls");
	struct ld_table table = ld_table_init(t, 2, columns, 3);
	for (size_t i = 0; i < json_array_size(walls); i++) {
		const json_t *w = json_array_get(walls, i);
		bool stands = ld_get_int(w, "stands");
		ld_table_add(&table, stands ? LD_PLAIN : LD_BAD, (const char *[]){stands ? _("stands") : _("NOT"),
			ld_say_key(t, w, "id"), ld_say_key(t, w, "detail")});
	}
	bool ok = ld_get_int(t->doc, "contained");
	ld_put(t, ld_paint(t, ok ? LD_GOOD : LD_BAD));
	ld_put_lines(t, 0, ok ? _("Rules are contained on this machine.")
			      : _("Rules are NOT contained on this machine; none is run unless --uncontained is given."));
	ld_put(t, ld_paint(t, LD_PLAIN));
	ld_table_put(&table);
}

static void put_limits(struct ld_text *t)
{
	static const struct ld_column columns[] = {{NULL, LD_LEFT}, {NULL, LD_RIGHT}, {NULL, LD_WRAP}};
	const json_t *limits = ld_get(t->doc, "limits");
	struct ld_table table = ld_table_init(t, 2, columns, 3);
	for (size_t i = 0; i < json_array_size(limits); i++) {
		const json_t *l = json_array_get(limits, i);
		ld_table_add(&table, LD_PLAIN, (const char *[]){ld_say_key(t, l, "name"),
			ld_say_count(t, ld_get_int(l, "value")), ld_say_key(t, l, "what")});
	}
	ld_put_heading(t, _("Limits of rules (--limit NAME=VALUE)"));
	ld_table_put(&table);
}

void ld_text_doctor(struct ld_text *t)
{
	const json_t *versions = ld_get(t->doc, "versions");
	put_walls(t);
	put_limits(t);
	ld_put_heading(t, _("Versions"));
	for (size_t i = 0; i < json_array_size(versions); i++) {
		const json_t *v = json_array_get(versions, i);
		ld_put_labelled(t, 2, 12, ld_say_key(t, v, "name"), ld_say_key(t, v, "version"));
	}
}
