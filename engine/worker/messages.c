/* The small messages of the channel; programmes, sources and cases have files of their own. */
#include <string.h>

#include "worker/internal.h"

void ld_pack_setup(struct ld_wire *w, struct ld_setup *s)
{
	ld_wire_i64(w, &s->parent);
#define LD_LIMIT(member, name, value, least, most, what) ld_wire_i64(w, &s->limits.member);
	LD_LIMITS(LD_LIMIT)
#undef LD_LIMIT
}

void ld_pack_walls(struct ld_wire *w, struct ld_walls *walls)
{
	ld_wire_bool(w, &walls->seccomp);
	ld_wire_int(w, &walls->landlock, 0, 1000);
	ld_wire_bool(w, &walls->caps);
	ld_wire_bool(w, &walls->sanitizer);
	ld_wire_bool(w, &walls->bare);
	ld_wire_int(w, &walls->syscalls, 0, 1000);
	for (size_t i = 0; i < sizeof walls->proved / sizeof *walls->proved; i++)
		ld_wire_bool(w, &walls->proved[i]);
	ld_pack_fixed(w, walls->lua, sizeof walls->lua);
	ld_pack_fixed(w, walls->filter, sizeof walls->filter);
}

void ld_pack_load(struct ld_wire *w, struct ld_load *l)
{
	ld_wire_name(w, &l->name);
	ld_wire_text(w, &l->office);
	l->settings = ld_wire_list(w, l->settings, &l->nsettings, sizeof *l->settings, LD_MAX_SET);
	for (size_t i = 0; i < l->nsettings; i++) {
		size_t npath = w->reading ? 0 : strlen(l->settings[i].path);
		size_t nvalue = w->reading ? 0 : strlen(l->settings[i].value);
		ld_wire_blob(w, &l->settings[i].path, &npath);
		ld_wire_blob(w, &l->settings[i].value, &nvalue);
	}
}

void ld_pack_find(struct ld_wire *w, struct ld_find *f)
{
	ld_wire_name(w, &f->name);
	ld_wire_text(w, &f->beside);
}

void ld_pack_found(struct ld_wire *w, struct ld_found *f)
{
	ld_wire_int(w, &f->code, INT16_MIN, 0);
	if (f->code) {
		ld_pack_error(w, &f->err);
		return;
	}
	ld_wire_name(w, &f->file.module);
	ld_wire_path(w, &f->file.path);
	ld_wire_blob(w, &f->file.text, &f->file.len);
}

void ld_pack_args(struct ld_wire *w, struct ld_value *args, size_t n, size_t nreads)
{
	for (size_t k = 0; k < nreads; k++)
		ld_pack_values(w, args + k, n, nreads * sizeof *args);
}
