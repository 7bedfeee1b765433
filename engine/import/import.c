/*
 * One delivery: its files in the order given, one transaction, all or nothing. The caller opened
 * the store; the transaction begins and ends here. What people see of it (counts, ignored columns,
 * the first rows of quarantine) is collected in the result's arena.
 */
#include "import/import.h"

#include <string.h>

#include "base/limits.h"
#include "import/file.h"

#define MAX_DIGESTED ((LD_MAX_CELL + 2 * LD_MAX_NAME) * LD_MAX_FIELDS) /* bytes of a row's values */

static int job_init(struct ld_import_job *job, struct lindung_error *err)
{
	const struct ld_import_in *in = job->in;
	struct ld_arena *a = &job->result->arena;
	job->values = ld_arena_array(a, in->source->nmaps, sizeof *job->values);
	job->ruin = ld_arena_array(a, in->source->nmaps, sizeof *job->ruin);
	job->quarantine = ld_arena_array(a, LD_IMPORT_KEPT, sizeof *job->quarantine);
	job->begun = ld_arena_array(a, in->npaths, sizeof *job->begun);
	job->result->repeated = ld_arena_array(a, LD_IMPORT_REPEATS, sizeof *job->result->repeated);
	job->result->files = ld_arena_array(a, in->npaths, sizeof *job->result->files);
	job->result->quarantine = job->quarantine;
	job->result->nfiles = in->npaths;
	if (!job->values || !job->ruin || !job->quarantine || !job->begun ||
		!job->result->repeated || !job->result->files)
		return ld_nomem(err);
	for (size_t i = 0; i < in->npaths; i++)
		if (!(job->result->files[i].name = ld_arena_strdup(a, in->paths[i])) ||
			!(job->result->files[i].called = ld_arena_strdup(a, in->names ? in->names[i] : in->paths[i])))
			return ld_nomem(err);
	return ld_mapper_init(&job->mapper, in->source, err);
}

static int take_ignored(struct ld_import_job *job, struct lindung_error *err)
{
	struct ld_import_result *out = job->result;
	const char **names = ld_arena_array(&out->arena, job->ignored.len, sizeof *names);
	if (!names)
		return ld_nomem(err);
	for (size_t i = 0; i < job->ignored.len; i++)
		if (!(names[i] = ld_arena_strndup(
			      &out->arena, job->ignored.keys[i].text, job->ignored.keys[i].len)))
			return ld_nomem(err);
	out->ignored = names;
	out->nignored = job->ignored.len;
	return 0;
}

static int deliver(struct ld_store *store, struct ld_import_job *job, struct lindung_error *err)
{
	const struct ld_import_in *in = job->in;
	struct ld_import_result *out = job->result;
	int rc = ld_store_begin(store, err);
	if (rc >= 0)
		rc = ld_store_delivery_begin(
			store, in->source, in->replace, in->created_at, &job->delivery, err);
	for (size_t i = 0; rc >= 0 && i < in->npaths; i++)
		rc = ld_import_one(job, &out->files[i], err);
	if (rc >= 0)
		rc = ld_store_delivery_end(job->delivery, &out->delivery, &out->duplicates, err);
	if (rc >= 0)
		rc = take_ignored(job, err);
	if (rc >= 0 && in->ready)
		rc = in->ready(in->ready_ctx, out, err);
	if (rc >= 0)
		rc = ld_store_commit(store, err);
	if (rc < 0)
		ld_store_rollback(store);
	return rc;
}

int ld_import(struct ld_store *store, const struct ld_import_in *in, struct ld_import_result *ret,
	struct lindung_error *err)
{
	struct ld_import_result out = {.delivery = 0};
	struct ld_import_job job = {.in = in, .result = &out, .twice.text = ld_buf_init(MAX_DIGESTED),
		.text = ld_buf_init(MAX_DIGESTED)};
	int rc = job_init(&job, err);
	if (rc >= 0)
		rc = deliver(store, &job, err);
	ld_mapper_fini(&job.mapper);
	ld_map_fini(&job.ignored);
	ld_twice_fini(&job.twice);
	ld_buf_fini(&job.text);
	if (rc < 0) {
		ld_import_result_fini(&out);
		return rc;
	}
	*ret = out;
	return 0;
}

void ld_import_result_fini(struct ld_import_result *r)
{
	if (!r)
		return;
	ld_arena_fini(&r->arena);
	*r = (struct ld_import_result){.delivery = 0};
}
