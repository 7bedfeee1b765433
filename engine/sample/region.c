/*
 * A region of Indonesia for a sample: its kecamatan and desa, and names to give. It reads three
 * public tables and keeps only what belongs to the region. Its people's NIKs get parts CC that no
 * kecamatan of the region has (90 to 99, or the next free ones below), so that none of them can be
 * a real person's.
 */
#include "sample/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "csv/csv.h"

struct reading {
	struct ld_region *region;
	const char *code; /* "53.15" */
	size_t cdesas, ckecs, cnames[2][2];
	bool used[100]; /* parts CC that exist */
	int which;      /* names: 0 first, 1 last */
};

static uint64_t hash_text(const char *s)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return h;
}

/* An array in the arena that grows by doubling; the old one stays behind until the end. */
static void *grown(struct ld_arena *a, void *old, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return old;
	size_t more = *cap ? *cap * 2 : 32;
	char *p = ld_arena_array(a, more, size);
	if (p && n > 0)
		memcpy(p, old, n * size);
	if (p)
		*cap = more;
	return p;
}

static int add_kec(struct reading *in, const char *code, const char *name)
{
	struct ld_region *r = in->region;
	struct ld_kec *list =
		grown(&r->arena, r->kecs, (size_t)r->nkecs, &in->ckecs, sizeof(*list));
	if (!list)
		return -1;
	r->kecs = list;
	struct ld_kec *k = &list[r->nkecs++];
	*k = (struct ld_kec){
		.name = ld_arena_strdup(&r->arena, name), .coastal = hash_text(code) % 100 < 40};
	in->used[(code[6] - '0') * 10 + (code[7] - '0')] = true;
	return k->name ? 0 : -1;
}

static int add_desa(struct reading *in, const char *code, const char *name)
{
	struct ld_region *r = in->region;
	struct ld_desa *list =
		grown(&r->arena, r->desas, (size_t)r->ndesas, &in->cdesas, sizeof(*list));
	if (!list || r->nkecs == 0)
		return -1;
	r->desas = list;
	struct ld_desa *d = &list[r->ndesas++];
	*d = (struct ld_desa){.name = ld_arena_strdup(&r->arena, name),
		.kec = r->nkecs - 1,
		.weight = (uint16_t)(80 + hash_text(code) % 41)};
	size_t n = 0;
	for (const char *s = code; *s && n < sizeof(d->code) - 1; s++)
		if (*s != '.')
			d->code[n++] = *s;
	r->total_weight += d->weight;
	return d->name ? 0 : -1;
}

/* code,name,level: sorted by code, so a desa's kecamatan was the last one read. */
static int region_row(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct reading *in = ctx;
	if (row->ncells < 3)
		return ld_fail(
			err, LINDUNG_E_CSV, "a row of the list of regions has fewer than 3 cells");
	const char *code = row->cells[0].text, *name = row->cells[1].text;
	size_t len = row->cells[0].len, n = strlen(in->code);
	int failed = 0;
	if (len == 2 && memcmp(code, in->code, 2) == 0)
		failed = !(in->region->province = ld_arena_strdup(&in->region->arena, name));
	if (len < n || memcmp(code, in->code, n) != 0)
		return failed ? ld_nomem(err) : 0;
	if (len == n)
		failed |= !(in->region->name = ld_arena_strdup(&in->region->arena, name));
	else if (len == n + 3)
		failed |= add_kec(in, code, name);
	else if (len == n + 8)
		failed |= add_desa(in, code, name);
	return failed ? ld_nomem(err) : 0;
}

/* name,sex where sex is L, P or both. */
static int name_row(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct reading *in = ctx;
	struct ld_region *r = in->region;
	if (row->ncells < 2 || row->line == 1)
		return 0;
	const char *name = ld_arena_strndup(&r->arena, row->cells[0].text, row->cells[0].len);
	if (!name)
		return ld_nomem(err);
	for (int sex = 0; sex < 2; sex++) {
		if (!strchr(row->cells[1].text, sex ? 'P' : 'L'))
			continue;
		const char ***names = in->which ? &r->last[sex] : &r->first[sex];
		int *n = in->which ? &r->nlast[sex] : &r->nfirst[sex];
		const char **list = grown(
			&r->arena, *names, (size_t)*n, &in->cnames[in->which][sex], sizeof(*list));
		if (!list)
			return ld_nomem(err);
		list[(*n)++] = name;
		*names = list;
	}
	return 0;
}

static int read_table(const char *dir, const char *file,
	int (*row)(void *ctx, const struct ld_csv_row *row, struct lindung_error *err),
	struct reading *in, struct lindung_error *err)
{
	const char *path = ld_arena_printf(&in->region->arena, "%s/%s", dir, file);
	if (!path)
		return ld_nomem(err);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ld_fail(err, LINDUNG_E_IO, "cannot read '%s': %s", path, strerror(errno));
	struct ld_csv_options options = {.delimiter = ',', .encoding = LD_UTF8};
	struct ld_csv_info info;
	int rc = ld_csv_read(fd, file, &options, row, in, &info, err);
	close(fd);
	return rc < 0 ? rc : 0;
}

/* Parts CC that no kecamatan has: 90 to 99 first. */
static void number_kecs(struct reading *in)
{
	int free_parts[100], n = 0;
	for (int part = 90; part < 100; part++)
		if (!in->used[part])
			free_parts[n++] = part;
	for (int part = 89; n == 0 && part > 0; part--)
		if (!in->used[part])
			free_parts[n++] = part;
	for (int i = 0; i < in->region->nkecs; i++)
		in->region->kecs[i].number = n ? free_parts[i % n] : 99;
}

static bool code_valid(const char *code)
{
	return strlen(code) == 5 && strspn(code, "0123456789.") == 5 && code[2] == '.';
}

int ld_region_load(
	const char *code, const char *data_dir, struct ld_region *ret, struct lindung_error *err)
{
	*ret = (struct ld_region){.hash = hash_text(code)};
	struct reading in = {.region = ret, .code = code};
	if (!code_valid(code))
		return ld_fail(err, LINDUNG_E_NOT_FOUND,
			"'%s' is no code of a kabupaten or kota, such as 53.15", code);
	int rc = read_table(data_dir, "wilayah.csv", region_row, &in, err);
	if (rc == 0 && (!ret->name || !ret->province || ret->ndesas == 0))
		rc = ld_fail(err, LINDUNG_E_NOT_FOUND,
			"there is no region '%s' in the list of regions", code);
	if (rc == 0)
		rc = read_table(data_dir, "nama_depan.csv", name_row, &in, err);
	in.which = 1;
	if (rc == 0)
		rc = read_table(data_dir, "nama_belakang.csv", name_row, &in, err);
	if (rc == 0 && !(ret->nfirst[0] && ret->nfirst[1] && ret->nlast[0] && ret->nlast[1]))
		rc = ld_fail(err, LINDUNG_E_IO, "the lists of names are empty");
	if (rc < 0) {
		ld_region_fini(ret);
		return rc;
	}
	memcpy(ret->digits, code, 2);
	memcpy(ret->digits + 2, code + 3, 2);
	ret->city = code[3] >= '7';
	number_kecs(&in);
	return 0;
}

void ld_region_fini(struct ld_region *r)
{
	if (r)
		ld_arena_fini(&r->arena);
}
