/*
 * lindung_doctor: what holds on this machine. The process that runs rules is started as a run would start it and says
 * which walls stand; versions are those that are linked now, not those it was built with. Needs no database.
 */
#include "lib/lib.h"

#include <gnu/libc-version.h>
#include <sys/utsname.h>

#include "base/digest.h"
#include "csv/csv.h"
#include "report/report.h"

static int nothing(void *ctx, const char *name, const char *beside, struct ld_arena *arena, struct ld_file *ret,
	struct lindung_error *err)
{
	(void)ctx, (void)beside, (void)arena, (void)ret;
	return ld_fail(err, LINDUNG_E_MODULE, "there is no module '%s'", name);
}

static void wall(json_t **list, const char *id, bool stands, const char *detail)
{
	ld_list_add(list, json_pack("{s:s, s:b, s:s}", "id", id, "stands", stands, "detail", detail));
}

static json_t *walls(const struct ld_walls *w)
{
	static const char *const tried[] = {"opening a file", "a socket", "a new process", "another program"};
	char text[96];
	json_t *list = json_array();
	wall(&list, "process", true, "rules run in a process of their own, without the database");
	snprintf(text, sizeof text, w->sanitizer ? "not in a sanitizer build" : "%d system calls let through", w->syscalls);
	wall(&list, "seccomp", w->seccomp, text);
	snprintf(text, sizeof text,
		w->landlock ? "version %d, no rule" : w->sanitizer ? "not in a sanitizer build" : "this kernel has none",
		w->landlock);
	wall(&list, "landlock", w->landlock > 0, text);
	wall(&list, "limits", w->caps, w->sanitizer ? "without the limit of addresses (a sanitizer build)"
						    : "memory, time, files, processes, core files");
	for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
		snprintf(text, sizeof text, "%s: %s", tried[i], w->proved[i] ? "tried, and killed" : "not proved");
		wall(&list, "proof", w->proved[i], text);
	}
	if (w->bare)
		wall(&list, "first-wall", false, "a test build in which Lua holds nothing back");
	return list;
}

static json_t *limits(const struct ld_limits *l)
{
	json_t *list = json_array();
#define LD_LIMIT(member, name, value, least, most, what)                                                              \
	ld_list_add(&list, json_pack("{s:s, s:I, s:I, s:s}", "name", name, "value", (json_int_t)l->member, "default", \
				   (json_int_t)(value), "what", what));
	LD_LIMITS(LD_LIMIT)
#undef LD_LIMIT
	return list;
}

static json_t *versions(const struct ld_walls *w)
{
	struct utsname u;
	char nettle[LD_VERSION_TEXT];
	json_t *list = json_array();
	struct {
		const char *name, *version;
	} rows[] = {{"engine", LD_ENGINE}, {"Lua", w->lua}, {"SQLite", ld_store_version()}, {"libcsv", ld_csv_version()},
		{"libsodium", ld_sodium_version()}, {"nettle", ld_nettle_version(nettle)}, {"jansson", jansson_version_str()}, {"seccomp", w->filter},
		{"libc", gnu_get_libc_version()}, {"kernel", uname(&u) == 0 ? u.release : "unknown"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ld_list_add(&list, json_pack("{s:s, s:o}", "name", rows[i].name, "version", ld_json_text(rows[i].version)));
	return list;
}

int lindung_doctor(struct lindung *l, struct lindung_result **ret, struct lindung_error *err)
{
	struct ld_worker_options options = {l->worker.limits, true};
	struct ld_loader loader = {.find = nothing};
	struct ld_worker *worker = NULL;
	int rc = ld_worker_new(&loader, &options, &worker, err);
	if (rc < 0)
		return rc;
	const struct ld_walls *w = ld_worker_walls(worker);
	bool stand = ld_walls_stand(w);
	json_t *doc = json_pack("{s:b, s:o, s:o, s:o}", "contained", stand, "walls", walls(w), "limits", limits(&options.limits),
		"versions", versions(w));
	ld_worker_free(worker);
	return ld_result_new("doctor", doc, stand ? 0 : 1, ret, err);
}
