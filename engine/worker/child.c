/*
 * The program that runs rules, lindung-worker: one load and the calls into it, for the engine at the other end of the
 * channel. It raises its walls before it has seen a byte of an author's code; from then on it reads and writes the channel
 * and nothing else. Files are asked for by name. It ends when the channel does.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "worker/internal.h"

struct child {
	struct ld_script *script;
	struct ld_page *page;
	struct ld_programme *programme;
	struct ld_cases *cases;
	struct ld_buf in;
	struct ld_wire out;      /* of answers */
	struct ld_value *args;   /* [nargs] room of a call */
	struct ld_answer *answers; /* [nanswers] */
	size_t nargs, nanswers;
};

/* ---- the channel ---- */

/* The engine is gone or broke the protocol: there is nobody to tell. */
static _Noreturn void leave(void)
{
	_exit(LD_LEFT);
}

/* false: the channel ended. */
static bool take_all(char *to, size_t n)
{
	while (n) {
		ssize_t k = read(LD_CHANNEL_FD, to, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		to += k;
		n -= (size_t)k;
	}
	return true;
}

static void give_all(const char *p, size_t n)
{
	while (n) {
		ssize_t k = write(LD_CHANNEL_FD, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			leave();
		p += k;
		n -= (size_t)k;
	}
}

static void beat(struct ld_page *page)
{
	atomic_store_explicit(&page->beat, atomic_load_explicit(&page->beat, memory_order_relaxed) + 1,
		memory_order_relaxed);
}

/* false: the channel ended. */
static bool take(struct child *c, enum ld_message *ret)
{
	unsigned char head[LD_MESSAGE_HEAD];
	if (!take_all((char *)head, sizeof head))
		return false;
	size_t n = head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16 | (size_t)head[3] << 24;
	ld_buf_reset(&c->in);
	char *room = ld_buf_room(&c->in, n);
	if (!room)
		leave();
	if (!take_all(room, n))
		return false;
	c->in.len = n;
	if (c->page)
		beat(c->page);
	*ret = head[4];
	return true;
}

static void give(enum ld_message kind, const struct ld_wire *w)
{
	size_t n = w->out.len;
	unsigned char head[LD_MESSAGE_HEAD] = {(unsigned char)n, (unsigned char)(n >> 8), (unsigned char)(n >> 16),
		(unsigned char)(n >> 24), (unsigned char)kind};
	if (w->out.failed)
		leave();
	give_all((const char *)head, sizeof head);
	give_all(ld_buf_text(&w->out), n);
}

/* ---- files ---- */

static int find(void *ctx, const char *name, const char *beside, struct ld_arena *arena, struct ld_file *ret,
	struct lindung_error *err)
{
	struct child *c = ctx;
	struct ld_find what = {name, beside};
	struct ld_wire w = ld_wire_writer();
	enum ld_message kind;
	ld_pack_find(&w, &what);
	give(LD_SAY_FIND, &w);
	ld_wire_fini(&w);
	if (!take(c, &kind) || kind != LD_SAY_FOUND)
		leave();
	struct ld_found found = {0};
	w = ld_wire_reader(c->in.data, c->in.len, arena);
	ld_pack_found(&w, &found);
	if (!ld_wire_done(&w))
		return w.nomem ? ld_nomem(err) : ld_fail(err, LINDUNG_E_INTERNAL, "a file came that cannot be read");
	if (found.code) {
		*err = found.err;
		return found.code;
	}
	*ret = found.file;
	return 0;
}

/* ---- loads ---- */

static void loaded(struct child *c, int rc, struct lindung_error *err, struct ld_findings *findings, enum ld_message kind,
	struct ld_source *source)
{
	struct ld_wire w = ld_wire_writer();
	int code = rc < 0 ? err->code : 0;
	ld_wire_int(&w, &code, INT16_MIN, 0);
	ld_pack_findings(&w, findings);
	if (code)
		ld_pack_error(&w, err);
	else if (kind == LD_SAY_PROGRAMME)
		ld_pack_programme(&w, c->programme);
	else if (kind == LD_SAY_CASES)
		ld_pack_cases(&w, c->cases);
	else
		ld_pack_source(&w, source);
	give(LD_SAY_LOADED, &w);
	ld_wire_fini(&w);
}

static void load(struct child *c, enum ld_message kind)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	struct ld_findings findings = {0};
	struct lindung_error err = {0};
	struct ld_source *source = NULL;
	struct ld_load l = {0};
	struct ld_wire w = ld_wire_reader(c->in.data, c->in.len, &arena);
	ld_pack_load(&w, &l);
	if (!ld_wire_done(&w) || c->programme || c->cases)
		leave();
	int rc;
	if (kind == LD_SAY_PROGRAMME)
		rc = ld_script_programme(c->script, l.name, l.office, l.settings, l.nsettings, &findings, &c->programme, &err);
	else if (kind == LD_SAY_CASES)
		rc = ld_script_cases(c->script, l.name, l.office, &findings, &c->cases, &err);
	else
		rc = ld_script_source(c->script, l.name, l.office, &findings, &source, &err);
	loaded(c, rc, &err, &findings, kind, source);
	ld_source_free(source);
	ld_findings_fini(&findings);
}

/* ---- calls ---- */

static void *grow(void *room, size_t *cap, size_t n, size_t size)
{
	if (n <= *cap)
		return room;
	room = reallocarray(room, n, size);
	if (!room)
		leave();
	*cap = n;
	return room;
}

/* The function and its tuples, whose texts stay in the message. */
static size_t read_call(struct child *c, const struct ld_programme *p, int *ret_func)
{
	struct ld_wire w = ld_wire_reader(c->in.data, c->in.len, NULL);
	int func = 0, n = 0;
	w.lends = true;
	ld_wire_int(&w, &func, 0, (int)p->nfuncs - 1);
	ld_wire_int(&w, &n, 0, (int)c->in.len); /* a value takes more than a byte */
	if (w.bad)
		leave();
	size_t nreads = p->funcs[func].nreads;
	c->args = grow(c->args, &c->nargs, (size_t)n * nreads, sizeof *c->args);
	c->answers = grow(c->answers, &c->nanswers, (size_t)n, sizeof *c->answers);
	ld_pack_args(&w, c->args, (size_t)n, nreads);
	if (!ld_wire_done(&w))
		leave();
	*ret_func = func;
	return (size_t)n;
}

static void call(struct child *c)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	const struct ld_programme *p = c->programme ? c->programme : c->cases ? c->cases->programme : NULL;
	struct lindung_error err = {0};
	int func;
	if (!p)
		leave();
	size_t n = read_call(c, p, &func);
	atomic_fetch_add_explicit(&c->page->batch, 1, memory_order_relaxed);
	struct ld_calls calls = ld_script_calls(c->script);
	int rc = calls.call(calls.ctx, func, c->args, n, c->answers, &arena, &err), code = rc < 0 ? err.code : 0;
	ld_buf_reset(&c->out.out);
	ld_wire_int(&c->out, &code, INT16_MIN, 0);
	if (!code)
		ld_pack_answers(&c->out, c->answers, n);
	give(LD_SAY_ANSWERS, &c->out);
	if (code)
		_exit(0); /* without memory for an answer: the page says at which tuple */
}

/* ---- the life of the process ---- */

static struct ld_page *map_page(void)
{
	void *p = mmap(NULL, sizeof(struct ld_page), PROT_READ | PROT_WRITE, MAP_SHARED, LD_PAGE_FD, 0);
	close(LD_PAGE_FD);
	return p == MAP_FAILED ? NULL : p;
}

static int by_byte(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

/* What the C library asks of the kernel once must be asked before the walls stand: glibc's qsort wants to know the size
 * of the memory before it sorts more than a kilobyte. */
static void warm_up(void)
{
	char some[2048] = "b";
	qsort(some, sizeof some, 1, by_byte);
}

static void set_up(struct child *c, const struct ld_loader *loader)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	struct lindung_error err;
	struct ld_setup setup = {0};
	struct ld_walls walls = {0};
	enum ld_message kind;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	c->page = map_page();
	if (!c->page || chdir("/") || !take(c, &kind) || kind != LD_SAY_SETUP)
		leave();
	struct ld_wire w = ld_wire_reader(c->in.data, c->in.len, &arena);
	ld_pack_setup(&w, &setup);
	if (!ld_wire_done(&w) || getppid() != (pid_t)setup.parent)
		leave();
	warm_up();
	ld_walls_prove(&setup.limits, &walls);
	if (ld_script_new(loader, &setup.limits, &c->script, &err) < 0)
		leave();
	ld_script_watch(c->script, &c->page->beat, &c->page->tuple);
	ld_script_version(walls.lua, sizeof walls.lua, &walls.bare);
	ld_walls_raise(&setup.limits, &walls);
	w = ld_wire_writer();
	ld_pack_walls(&w, &walls);
	give(LD_SAY_READY, &w);
	ld_wire_fini(&w);
}

int main(void)
{
	struct child c = {.in = ld_buf_init(LD_MAX_FRAME), .out = ld_wire_writer()};
	struct ld_loader loader = {.ctx = &c, .find = find};
	enum ld_message kind;
	set_up(&c, &loader);
	while (take(&c, &kind)) {
		if (kind == LD_SAY_CALL)
			call(&c);
		else if (kind == LD_SAY_PROGRAMME || kind == LD_SAY_SOURCE || kind == LD_SAY_CASES)
			load(&c, kind);
		else
			leave();
	}
	ld_script_free(c.script);
	ld_programme_free(c.programme);
	ld_cases_free(c.cases);
	ld_buf_fini(&c.in);
	ld_wire_fini(&c.out);
	free(c.args);
	free(c.answers);
	return 0;
}
