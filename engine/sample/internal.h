/* What the files of sample/ share: a small generator of numbers, a region, a family, a row of
 * cells. */
#ifndef LD_SAMPLE_INTERNAL_H
#define LD_SAMPLE_INTERNAL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/nik.h"
#include "sample/sample.h"

/* ---- numbers: SplitMix64, so that the same seed gives the same people on every machine ---- */
struct ld_rng {
	uint64_t state;
};

static inline uint64_t ld_rng_next(struct ld_rng *r)
{
	uint64_t z = (r->state += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/** 0 … n−1. */
static inline int ld_rng_below(struct ld_rng *r, int n)
{
	return (int)(((ld_rng_next(r) >> 32) * (uint64_t)n) >> 32);
}

static inline bool ld_rng_chance(struct ld_rng *r, int of_10000)
{
	return ld_rng_below(r, 10000) < of_10000;
}

/** An index by weight; the weights' sum is positive. */
int ld_rng_pick(struct ld_rng *r, const uint16_t *weights, int n);

/* ---- jobs.c ---- */
struct ld_job {
	const char *word;                       /* of fields.lua */
	const char *p3ke;                       /* of P3KE's individual file */
	int trade, position;                    /* Regsosek questions 417 and 418; 0: not asked */
	uint16_t village[2], coast[2], city[2]; /* weights among working-age men and women */
	int covered;                            /* of 10000: active at BPJS */
	bool informal, comfortable;             /* comfortable: the family is seldom poor */
};

enum { LD_JOB_NONE, LD_JOB_STUDENT, LD_JOB_HOME, LD_JOB_PENSION, LD_JOBS_FIXED };
extern const struct ld_job ld_jobs[];
extern const int ld_njobs;

/* ---- region.c ---- */
struct ld_desa {
	const char *name;
	char code[11]; /* ten digits */
	int kec;
	uint16_t weight; /* of its population */
};

struct ld_kec {
	const char *name;
	bool coastal;
	int number; /* part CC that exists nowhere in the region, for its people's NIKs */
};

struct ld_region {
	struct ld_arena arena;
	char digits[5]; /* PPKK */
	const char *province, *name;
	bool city;
	uint64_t hash;
	struct ld_kec *kecs;
	struct ld_desa *desas;
	uint32_t total_weight;
	int nkecs, ndesas;
	const char **first[2], **last[2]; /* names of men, of women */
	int nfirst[2], nlast[2];
};

/** Errors: NOT_FOUND, IO, NOMEM and what reading a CSV returns. */
int ld_region_load(
	const char *code, const char *data_dir, struct ld_region *ret, struct lindung_error *err);
void ld_region_fini(struct ld_region *r);

/* ---- people.c ---- */
enum ld_relation { LD_HEAD, LD_WIFE, LD_CHILD, LD_IN_LAW, LD_GRANDCHILD, LD_PARENT, LD_KIN };
enum ld_marital { LD_SINGLE, LD_MARRIED, LD_DIVORCED, LD_WIDOWED };

struct ld_person {
	char nik[LD_NIK + 1], name[64];
	int32_t born;
	int age, job, years, disability; /* disability: 0 none, 1–8 the difficulty */
	enum ld_relation relation;
	enum ld_marital marital;
	int64_t income;
	int32_t covered_from, covered_to; /* 0: none, open */
	bool female, active, verified;
	bool no_job, no_birth, no_disability, no_cover; /* blanks of real lists */
};

enum { LD_FAMILY = 12 };

struct ld_family {
	int64_t index;
	char kk[LD_NIK + 1], id[17];
	const struct ld_desa *desa;
	const struct ld_kec *kec;
	int decile, size;
	bool no_decile;
	int64_t spending;
	struct ld_person members[LD_FAMILY];
};

struct ld_people {
	const struct ld_region *region;
	uint64_t seed;
	int32_t as_of;
	int64_t next;      /* index of the next family */
	uint16_t *serials; /* of each day, sex and part CC: how many numbers were given */
};

/** Errors: NOMEM. */
int ld_people_init(struct ld_people *p, const struct ld_region *region, uint64_t seed,
	int32_t as_of, struct lindung_error *err);
/** The next family, cut to at most `room` members. Errors: LIMIT when a day has no number left. */
int ld_people_next(
	struct ld_people *p, int64_t room, struct ld_family *ret, struct lindung_error *err);
void ld_people_fini(struct ld_people *p);

/* ---- rows ---- */
enum { LD_CELLS = 64, LD_CELL = 120 };

struct ld_cells {
	int n;
	struct {
		uint8_t len;
		char text[LD_CELL];
	} cell[LD_CELLS];
};

/** Add a cell; longer text is cut. */
void ld_cell_add(struct ld_cells *row, const char *text);
/** n ≥ 0. */
void ld_cell_int(struct ld_cells *row, int64_t n);
void ld_cell_set(struct ld_cells *row, int i, const char *text);

/* ---- shapes.c, dtsen.c ---- */
struct ld_layout {
	const char *const *header;
	int ncolumns;
	char delimiter;
	bool per_family;
	/* Fill the row; false: this person has none. */
	bool (*fill)(const struct ld_region *r, const struct ld_family *f,
		const struct ld_person *p, struct ld_cells *row);
	/* where faults can be put; −1: there is no such column */
	int nik, name, born, sex, job, decile, desa, money, flag;
};

extern const struct ld_layout ld_layout_simple, ld_layout_bpjs, ld_layout_p3ke,
	ld_layout_p3ke_family, ld_layout_dtsen, ld_layout_dtsen_family;

/* ---- faults.c ---- */
/** Put at most one fault of real spreadsheets into the row. Returns what to do with it beyond its
 * cells. */
enum ld_fault_act {
	LD_ACT_NONE,
	LD_ACT_TWICE,
	LD_ACT_TWO_NUMBERS, /* the same person again under another number */
	LD_ACT_BLANK_LINE,
	LD_ACT_RAGGED,
	LD_ACT_OPEN_QUOTE,
	LD_ACT_SUBTOTAL
};
enum ld_fault_act ld_sample_fault(
	const struct ld_layout *l, struct ld_cells *row, struct ld_rng *rng);

#endif
