/*
 * The calls of script.h made in the process: a load, during which the process asks for files by name, and calls of
 * functions. What was handed out is remembered, because it is the programme's list of files (the process is not believed)
 * and because a process that had to be stopped is started again for the next function, with the same bytes.
 */
#include "worker/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "worker/internal.h"

struct ld_worker {
	struct ld_process process;
	const struct ld_loader *loader;
	struct ld_worker_options options;
	struct ld_walls walls;
	struct ld_handed handed;
	struct ld_buf in;
	struct ld_wire out;   /* the call being given */
	uint32_t given, done; /* calls that this process was given, and has answered */
	enum ld_message kind; /* of the load */
	struct ld_buf load;
	uint8_t answer[LD_SHA256]; /* of the process to the load */
	const struct ld_programme *programme;
	struct stop {
		int code;
		char message[160];
	} *stops; /* [programme->nfuncs] */
};

/* ---- walls ---- */

static bool proved(const struct ld_walls *w)
{
	return w->proved[0] && w->proved[1] && w->proved[2] && w->proved[3];
}

bool ld_walls_stand(const struct ld_walls *w)
{
	return w->caps && (w->sanitizer || (w->seccomp && proved(w)));
}

void ld_walls_print(const struct ld_walls *w, bool uncontained, struct ld_buf *out)
{
	if (!ld_walls_stand(w) && uncontained)
		ld_buf_puts(out, "NOT CONTAINED, as asked; what stands: ");
	if (w->seccomp)
		ld_buf_puts(out, "seccomp, ");
	if (w->landlock)
		ld_buf_puts(out, "landlock, ");
	ld_buf_puts(out, w->caps ? "limits" : "a process of its own");
	if (w->sanitizer)
		ld_buf_puts(out, " (a sanitizer build: no seccomp, no landlock, no limit of addresses)");
	if (w->bare)
		ld_buf_puts(out, " (a test build without the first wall)");
}

static int refuse(const struct ld_walls *w, struct lindung_error *err)
{
	static const char *const names[] = {"opening a file", "a socket", "a new process", "another program"};
	LD_CLEANUP(ld_buf_fini) struct ld_buf why = ld_buf_init(400);
	if (!w->caps)
		ld_buf_puts(&why, "limits of resources cannot be set; ");
	if (!w->seccomp)
		ld_buf_puts(&why, "this machine has no filter of system calls (seccomp); ");
	for (size_t i = 0; i < 4 && w->seccomp; i++)
		if (!w->proved[i])
			ld_buf_printf(&why, "%s was not stopped; ", names[i]);
	return ld_fail(err, LINDUNG_E_CONTAINED, "rules cannot be contained here, so none is run: %s'lindung doctor' tells more",
		ld_buf_text(&why));
}

/* ---- the process ---- */

static int set_up(struct ld_worker *w, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	struct ld_setup setup = {.parent = getpid(), .limits = w->options.limits};
	enum ld_message kind;
	int rc = ld_process_start(&w->process, &w->options, err);
	w->given = w->done = 0;
	if (rc < 0)
		return rc;
	struct ld_wire out = ld_wire_writer();
	ld_pack_setup(&out, &setup);
	rc = out.out.failed ? ld_nomem(err) : ld_process_send(&w->process, LD_SAY_SETUP, out.out.data, out.out.len, err);
	ld_wire_fini(&out);
	if (rc >= 0)
		rc = ld_process_take(&w->process, &w->in, &kind, err);
	if (rc < 0 && rc != LINDUNG_E_NOMEM && rc != LINDUNG_E_CANCELLED)
		return ld_fail(err, LINDUNG_E_CONTAINED, "the program that runs rules did not begin; 'lindung doctor' tells more");
	if (rc < 0)
		return rc;
	struct ld_wire in = ld_wire_reader(w->in.data, w->in.len, &arena);
	ld_pack_walls(&in, &w->walls);
	if (kind != LD_SAY_READY || !ld_wire_done(&in))
		return in.nomem ? ld_nomem(err)
				: ld_fail(err, LINDUNG_E_CONTAINED,
					  "the program that runs rules is not the one of this version");
	return ld_walls_stand(&w->walls) || w->options.uncontained ? 0 : refuse(&w->walls, err);
}

int ld_worker_new(const struct ld_loader *loader, const struct ld_worker_options *options, struct ld_worker **ret,
	struct lindung_error *err)
{
	struct ld_worker *w = calloc(1, sizeof *w);
	if (!w)
		return ld_nomem(err);
	w->loader = loader;
	w->options = *options;
	w->in = w->load = ld_buf_init(LD_MAX_FRAME);
	w->out = ld_wire_writer();
	w->process = (struct ld_process){.fd = -1, .pidfd = -1};
	int rc = set_up(w, err);
	if (rc < 0) {
		ld_worker_free(w);
		return rc;
	}
	*ret = w;
	return 0;
}

void ld_worker_free(struct ld_worker *w)
{
	if (!w)
		return;
	ld_process_stop(&w->process);
	ld_buf_fini(&w->in);
	ld_buf_fini(&w->load);
	ld_wire_fini(&w->out);
	ld_arena_fini(&w->handed.arena);
	free(w->stops);
	free(w);
}

const struct ld_walls *ld_worker_walls(const struct ld_worker *w)
{
	return &w->walls;
}

bool ld_worker_stopped(const struct ld_worker *w)
{
	for (size_t i = 0; w->programme && i < w->programme->nfuncs; i++)
		if (w->stops[i].code)
			return true;
	return false;
}

/* ---- files ---- */

/* One FIND of the process. */
static int serve(struct ld_worker *w, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	struct ld_find what = {0};
	struct ld_wire in = ld_wire_reader(w->in.data, w->in.len, &arena);
	const struct ld_found *found = NULL;
	ld_pack_find(&in, &what);
	if (!ld_wire_done(&in))
		return in.nomem ? ld_nomem(err) : ld_fail(err, LINDUNG_E_KILLED, "asked for a file in no known way");
	int rc = ld_handed_find(&w->handed, w->loader, &what, &found, err);
	if (rc < 0)
		return rc;
	union {
		const struct ld_found *in;
		struct ld_found *out;
	} f = {.in = found};
	struct ld_wire out = ld_wire_writer();
	ld_pack_found(&out, f.out);
	rc = out.out.failed ? ld_nomem(err) : ld_process_send(&w->process, LD_SAY_FOUND, out.out.data, out.out.len, err);
	ld_wire_fini(&out);
	return rc;
}

/* ---- loads ---- */

/* The load's message is in w->load. Fills w->in with the answer. */
static int ask(struct ld_worker *w, struct lindung_error *err)
{
	enum ld_message kind;
	int rc = ld_process_send(&w->process, w->kind, w->load.data, w->load.len, err);
	while (rc >= 0) {
		rc = ld_process_take(&w->process, &w->in, &kind, err);
		if (rc >= 0 && kind == LD_SAY_LOADED)
			return 0;
		if (rc >= 0)
			rc = kind == LD_SAY_FIND ? serve(w, err) : ld_fail(err, LINDUNG_E_KILLED, "answered what was not asked");
	}
	return rc;
}

/* What ended the process while it read files: no file named it, so the one asked for does. */
static int load_stopped(int rc, const char *name, struct lindung_error *err)
{
	char why[sizeof err->message];
	struct lindung_error said = *err;
	if (rc != LINDUNG_E_DEADLINE && rc != LINDUNG_E_KILLED)
		return rc;
	memcpy(why, said.message, sizeof why);
	return ld_fail(err, rc == LINDUNG_E_DEADLINE ? LINDUNG_E_LIMIT : LINDUNG_E_LOAD, "reading '%.100s' %s", name, why);
}

/* The answer's head: the error of the load, if it has one. Findings go to the caller's list. */
static int head(struct ld_worker *w, struct ld_wire *in, struct ld_findings *findings, struct lindung_error *err)
{
	struct lindung_error said = {0};
	struct ld_findings none = {0};
	int code = 0;
	ld_wire_int(in, &code, INT16_MIN, 0);
	ld_pack_findings(in, findings ? findings : &none);
	ld_findings_fini(&none);
	if (code && !in->bad)
		ld_pack_error(in, &said);
	if (in->nomem)
		return ld_nomem(err);
	if (!code || in->bad)
		return 0;
	if (code == LINDUNG_E_NOMEM)
		return ld_fail(err, LINDUNG_E_LIMIT, "asked for more memory than the %lld MB that rules may use (limit memory-bytes)",
			(long long)(w->options.limits.memory >> 20));
	said.code = code;
	if (err)
		*err = said;
	return code;
}

static int bad_answer(const struct ld_wire *in, const char *why, struct lindung_error *err)
{
	return in->nomem ? ld_nomem(err)
			 : ld_fail(err, LINDUNG_E_LOAD, "the process that read the rules gave %s", why ? why : "what cannot be read");
}

static int begin(struct ld_worker *w, enum ld_message kind, struct ld_load *l, struct lindung_error *err)
{
	struct ld_wire out = ld_wire_writer();
	ld_pack_load(&out, l);
	ld_buf_fini(&w->load);
	w->load = out.out;
	w->kind = kind;
	if (w->load.failed)
		return ld_nomem(err);
	int rc = load_stopped(ask(w, err), l->name, err);
	if (rc >= 0)
		ld_sha256(w->in.data, w->in.len, w->answer);
	return rc;
}

static int keep_programme(struct ld_worker *w, struct ld_programme *p, const struct ld_setting *settings, size_t n,
	struct lindung_error *err)
{
	int rc = ld_handed_files(&w->handed, &p->arena, &p->files, &p->nfiles, err);
	p->settings = ld_arena_array(&p->arena, n, sizeof *p->settings);
	if (rc < 0 || !p->settings)
		return ld_nomem(err);
	for (p->nsettings = 0; p->nsettings < n; p->nsettings++) {
		struct ld_setting *s = &p->settings[p->nsettings];
		s->path = ld_arena_strdup(&p->arena, settings[p->nsettings].path);
		s->value = ld_arena_strdup(&p->arena, settings[p->nsettings].value);
		if (!s->path || !s->value)
			return ld_nomem(err);
	}
	ld_files_digest(p->files, p->nfiles, p->settings, p->nsettings, p->digest);
	free(w->stops);
	w->stops = calloc(p->nfuncs + 1, sizeof *w->stops);
	if (!w->stops)
		return ld_nomem(err);
	w->programme = p;
	return 0;
}

int ld_worker_programme(struct ld_worker *w, const char *module, const char *office, const struct ld_setting *settings,
	size_t nsettings, struct ld_findings *findings, struct ld_programme **ret, struct lindung_error *err)
{
	union {
		const struct ld_setting *in;
		struct ld_setting *out;
	} list = {.in = settings};
	struct ld_load l = {module, office, list.out, nsettings};
	int rc = begin(w, LD_SAY_PROGRAMME, &l, err);
	if (rc < 0)
		return rc;
	struct ld_programme *p = calloc(1, sizeof *p);
	if (!p)
		return ld_nomem(err);
	struct ld_wire in = ld_wire_reader(w->in.data, w->in.len, &p->arena);
	rc = head(w, &in, findings, err);
	if (rc >= 0) {
		ld_pack_programme(&in, p);
		const char *why = ld_wire_done(&in) ? ld_proof_programme(p) : NULL;
		rc = ld_wire_done(&in) && !why ? keep_programme(w, p, settings, nsettings, err) : bad_answer(&in, why, err);
	}
	if (rc < 0) {
		ld_programme_free(p);
		return rc;
	}
	*ret = p;
	return 0;
}

int ld_worker_source(struct ld_worker *w, const char *name, const char *office, struct ld_findings *findings,
	struct ld_source **ret, struct lindung_error *err)
{
	struct ld_load l = {name, office, NULL, 0};
	int rc = begin(w, LD_SAY_SOURCE, &l, err);
	if (rc < 0)
		return rc;
	struct ld_source *s = calloc(1, sizeof *s);
	if (!s)
		return ld_nomem(err);
	struct ld_wire in = ld_wire_reader(w->in.data, w->in.len, &s->arena);
	rc = head(w, &in, findings, err);
	if (rc >= 0) {
		ld_pack_source(&in, s);
		const char *why = ld_wire_done(&in) ? ld_proof_source(s) : NULL;
		rc = ld_wire_done(&in) && !why ? ld_handed_files(&w->handed, &s->arena, &s->files, &s->nfiles, err) : bad_answer(&in, why, err);
	}
	if (rc < 0) {
		ld_source_free(s);
		return rc;
	}
	ld_files_digest(s->files, s->nfiles, NULL, 0, s->digest);
	*ret = s;
	return 0;
}

int ld_worker_cases(struct ld_worker *w, const char *module, const char *office, struct ld_findings *findings,
	struct ld_cases **ret, struct lindung_error *err)
{
	struct ld_load l = {module, office, NULL, 0};
	int rc = begin(w, LD_SAY_CASES, &l, err);
	if (rc < 0)
		return rc;
	struct ld_cases *c = calloc(1, sizeof *c);
	if (!c || !(c->programme = calloc(1, sizeof *c->programme))) {
		free(c);
		return ld_nomem(err);
	}
	struct ld_wire in = ld_wire_reader(w->in.data, w->in.len, &c->programme->arena);
	rc = head(w, &in, findings, err);
	if (rc >= 0) {
		ld_pack_cases(&in, c);
		const char *why = ld_wire_done(&in) ? ld_proof_cases(c) : NULL;
		rc = ld_wire_done(&in) && !why ? keep_programme(w, c->programme, NULL, 0, err) : bad_answer(&in, why, err);
	}
	if (rc < 0) {
		ld_cases_free(c);
		return rc;
	}
	*ret = c;
	return 0;
}

/* ---- calls ---- */

/* A process was stopped: another, which must read the same. */
static int again(struct ld_worker *w, struct lindung_error *err)
{
	uint8_t now[LD_SHA256];
	if (w->process.fd >= 0)
		return 0;
	int rc = set_up(w, err);
	if (rc >= 0)
		rc = load_stopped(ask(w, err), w->programme->module, err);
	if (rc < 0)
		return rc;
	ld_sha256(w->in.data, w->in.len, now);
	return memcmp(now, w->answer, sizeof now) == 0
		       ? 0
		       : ld_fail(err, LINDUNG_E_LOAD, "the rules gave something else when they were read again");
}

static void stopped(const struct stop *stop, const struct ld_func *f, struct ld_answer *answers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		answers[i] = (struct ld_answer){.kind = LD_ANSWER_STOPPED,
			.code = stop->code,
			.message = stop->message,
			.file = f->place.file,
			.line = f->place.line};
}

static int give(struct ld_worker *w, int func, const struct ld_value *args, size_t n, struct lindung_error *err)
{
	union {
		const struct ld_value *in;
		struct ld_value *out;
	} list = {.in = args};
	int count = (int)n;
	ld_buf_reset(&w->out.out);
	ld_wire_int(&w->out, &func, 0, INT32_MAX);
	ld_wire_int(&w->out, &count, 0, INT32_MAX);
	ld_pack_args(&w->out, list.out, n, w->programme->funcs[func].nreads);
	if (w->out.out.failed)
		return ld_nomem(err);
	w->given++;
	return ld_process_send(&w->process, LD_SAY_CALL, w->out.out.data, w->out.out.len, err);
}

static int answer_of(struct ld_worker *w, struct ld_answer *answers, size_t n, struct ld_arena *arena,
	struct lindung_error *err)
{
	enum ld_message kind;
	int code = 0, rc = ld_process_take(&w->process, &w->in, &kind, err);
	if (rc < 0)
		return rc;
	struct ld_wire in = ld_wire_reader(w->in.data, w->in.len, arena);
	ld_wire_int(&in, &code, INT16_MIN, 0);
	if (!code)
		ld_pack_answers(&in, answers, n);
	if (in.nomem)
		return ld_nomem(err);
	if (code)
		return ld_fail(err, LINDUNG_E_KILLED, "needed more memory than the %lld MB that rules may use (limit memory-bytes)",
			(long long)(w->options.limits.memory >> 20));
	if (kind != LD_SAY_ANSWERS || !ld_wire_done(&in))
		return ld_fail(err, LINDUNG_E_KILLED, "was given up: its process sent what cannot be read");
	w->done++;
	return 0;
}

/* Calls cannot go on. A function that was stopped is never called again: what it answers now are n tuples, those before
 * the one it was stopped at with nothing. Other errors are the caller's; what the process still owes is nobody's. */
static int stop(struct ld_worker *w, int func, int rc, const struct lindung_error *said, struct ld_answer *answers, size_t n,
	struct lindung_error *err)
{
	struct stop *stop = &w->stops[func];
	uint32_t first = w->done + 1;
	if (w->given != w->done)
		ld_process_drop(&w->process);
	if (rc != LINDUNG_E_DEADLINE && rc != LINDUNG_E_KILLED) {
		if (err)
			*err = *said;
		return rc;
	}
	size_t at = w->process.batch == first && w->process.tuple < n ? w->process.tuple : 0;
	stop->code = rc;
	snprintf(stop->message, sizeof stop->message, "%.150s", said->message);
	memset(answers, 0, at * sizeof *answers);
	stopped(stop, &w->programme->funcs[func], answers + at, n - at);
	return 0;
}

static int known(const struct ld_worker *w, int func, struct lindung_error *err)
{
	return w->programme && func >= 0 && (size_t)func < w->programme->nfuncs
		       ? 0
		       : ld_fail(err, LINDUNG_E_INTERNAL, "function %d was not loaded", func);
}

static int call(void *ctx, int func, const struct ld_value *args, size_t n, struct ld_answer *answers,
	struct ld_arena *arena, struct lindung_error *err)
{
	struct ld_worker *w = ctx;
	struct lindung_error said = {0};
	int rc = known(w, func, err);
	if (rc < 0)
		return rc;
	if (w->stops[func].code) {
		stopped(&w->stops[func], &w->programme->funcs[func], answers, n);
		return 0;
	}
	rc = again(w, err);
	if (rc < 0)
		return rc;
	rc = give(w, func, args, n, &said);
	if (rc >= 0)
		rc = answer_of(w, answers, n, arena, &said);
	return rc < 0 ? stop(w, func, rc, &said, answers, n, err) : 0;
}

/* While the process calls one batch the next is made ready and given. */
static int call_all(void *ctx, int func, const struct ld_feed *feed, struct lindung_error *err)
{
	struct ld_worker *w = ctx;
	struct lindung_error said = {0};
	const struct ld_value *args;
	size_t n, owed = 0; /* tuples of the batch before, not answered yet */
	int rc = known(w, func, err);
	if (rc >= 0 && !w->stops[func].code)
		rc = again(w, err);
	while (rc >= 0 && (rc = feed->next(feed->ctx, &args, &n)) >= 0 && (n || owed)) {
		size_t oldest = owed ? owed : n;
		if (w->stops[func].code) {
			stopped(&w->stops[func], &w->programme->funcs[func], feed->answers, n);
			return feed->take(feed->ctx, n);
		}
		rc = n ? give(w, func, args, n, &said) : 0;
		if (rc >= 0 && owed)
			rc = answer_of(w, feed->answers, owed, feed->arena, &said);
		if (rc < 0) {
			rc = stop(w, func, rc, &said, feed->answers, oldest, err);
			return rc < 0 ? rc : feed->take(feed->ctx, oldest);
		}
		if (owed)
			rc = feed->take(feed->ctx, owed);
		owed = n;
	}
	if (w->given != w->done)
		ld_process_drop(&w->process);
	return rc;
}

struct ld_calls ld_worker_calls(struct ld_worker *w)
{
	return (struct ld_calls){.ctx = w, .call = call, .call_all = call_all};
}
