/* The calls of worker/worker.h answered in this process, in the place of worker.c: a fuzzer of databases tries thousands of
 * files in the time in which a process starts a hundred times. What goes between the two processes has a fuzzer of its
 * own. */
#include <stdlib.h>

#include "worker/worker.h"

struct ld_worker {
	struct ld_script *script;
	struct ld_walls walls;
};

bool ld_walls_stand(const struct ld_walls *walls)
{
	(void)walls;
	return true;
}

void ld_walls_print(const struct ld_walls *walls, bool uncontained, struct ld_buf *out)
{
	(void)walls, (void)uncontained;
	ld_buf_puts(out, "inside");
}

int ld_worker_new(const struct ld_loader *loader, const struct ld_worker_options *options, struct ld_worker **ret,
	struct lindung_error *err)
{
	struct ld_worker *w = calloc(1, sizeof *w);
	int rc = w ? ld_script_new(loader, &options->limits, &w->script, err) : ld_nomem(err);
	if (rc < 0) {
		free(w);
		return rc;
	}
	*ret = w;
	return 0;
}

void ld_worker_free(struct ld_worker *w)
{
	if (w)
		ld_script_free(w->script);
	free(w);
}

const struct ld_walls *ld_worker_walls(const struct ld_worker *w)
{
	return &w->walls;
}

bool ld_worker_stopped(const struct ld_worker *w)
{
	(void)w;
	return false;
}

int ld_worker_programme(struct ld_worker *w, const char *module, const char *office, const struct ld_setting *settings,
	size_t nsettings, struct ld_findings *findings, struct ld_programme **ret, struct lindung_error *err)
{
	return ld_script_programme(w->script, module, office, settings, nsettings, findings, ret, err);
}

int ld_worker_source(struct ld_worker *w, const char *name, const char *office, struct ld_findings *findings,
	struct ld_source **ret, struct lindung_error *err)
{
	return ld_script_source(w->script, name, office, findings, ret, err);
}

int ld_worker_cases(struct ld_worker *w, const char *module, const char *office, struct ld_findings *findings,
	struct ld_cases **ret, struct lindung_error *err)
{
	return ld_script_cases(w->script, module, office, findings, ret, err);
}

struct ld_calls ld_worker_calls(struct ld_worker *w)
{
	return ld_script_calls(w->script);
}
