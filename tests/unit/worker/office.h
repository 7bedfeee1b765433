/* A programme of one function for the tests of worker/, read by the process that runs rules. */
#ifndef LD_WORKER_OFFICE_H
#define LD_WORKER_OFFICE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ld_test.h"
#include "worker/worker.h"

struct office {
	struct ld_file files[2];
	struct ld_memory memory;
	struct ld_loader loader;
	struct ld_worker_options options;
	struct ld_worker *worker;
	struct ld_programme *programme;
	struct ld_findings findings;
	struct ld_arena arena;
	char text[2048];
};

/* Rules 'a' (the body given), 'b' (desil at most 2) and 'c' (always raises for desil 9). */
static inline int office_load(struct office *o, const char *body, struct lindung_error *err)
{
	snprintf(o->text, sizeof o->text,
		"return programme { id = 'x', as_of = '2024-01-01', eligibility = {\n"
		"  rule { 'a', reads = { 'desil' }, when = function(desil) %s end },\n"
		"  rule { 'b', reads = { 'desil' }, when = function(desil) return desil <= 2 end },\n"
		"  rule { 'c', reads = { 'desil' }, when = function(desil) if desil == 9 then error('nine') end\n"
		"    return true end } } }\n", body);
	o->files[0] = (struct ld_file){.module = "fields", .path = "fields.lua",
		.text = "return { field.id 'nik' {}, field.integer 'desil' {} }"};
	o->files[1] = (struct ld_file){.module = "p", .path = "p.lua", .text = o->text};
	for (int i = 0; i < 2; i++)
		o->files[i].len = strlen(o->files[i].text);
	o->memory = (struct ld_memory){o->files, 2};
	o->loader = ld_loader_memory(&o->memory);
	if (!o->options.limits.deadline)
		o->options.limits = ld_limits_default;
	int rc = ld_worker_new(&o->loader, &o->options, &o->worker, err);
	return rc < 0 ? rc : ld_worker_programme(o->worker, "p", NULL, NULL, 0, &o->findings, &o->programme, err);
}

/* Call function k on desil = 1, 2, … n. */
static inline int office_call(struct office *o, int k, struct ld_answer *answers, size_t n, struct lindung_error *err)
{
	struct ld_value args[16] = {0};
	for (size_t i = 0; i < n; i++)
		args[i] = (struct ld_value){.kind = LD_I64, .i = (int64_t)i + 1};
	struct ld_calls calls = ld_worker_calls(o->worker);
	memset(answers, 0, n * sizeof *answers);
	return calls.call(calls.ctx, k, args, n, answers, &o->arena, err);
}

static inline void office_close(struct office *o)
{
	ld_programme_free(o->programme);
	ld_worker_free(o->worker);
	ld_findings_fini(&o->findings);
	ld_arena_fini(&o->arena);
	memset(o, 0, sizeof *o);
}

#endif
