/* What unit and property tests share: calls that must work, calls that must fail with a code, a repeatable random number. */
#ifndef LD_TEST_H
#define LD_TEST_H

#include <criterion/criterion.h>
#include <stdint.h>

#include "base/error.h"

/** The call must not fail; prints what it said. Needs `struct lindung_error err` in scope. */
#define ld_ok(call)                                                                                                    \
	do {                                                                                                           \
		char said_[1024];                                                                                      \
		int rc_ = (call);                                                                                      \
		cr_assert(rc_ >= 0, "%s: %s", #call, (lindung_error_format(&err, said_, sizeof said_), said_));        \
	} while (0)

/** The call must fail with LINDUNG_E_<name>, and say so in err. */
#define ld_fails(name, call)                                                                                           \
	do {                                                                                                           \
		char said_[1024];                                                                                      \
		int rc_ = (call);                                                                                      \
		cr_assert_eq(rc_, LINDUNG_E_##name, "%s: %d, %s", #call, rc_,                                          \
			rc_ < 0 ? (lindung_error_format(&err, said_, sizeof said_), said_) : "no error");              \
		cr_assert_eq(err.code, rc_);                                                                           \
	} while (0)

#ifndef LINDUNG_SHARE
#define LINDUNG_SHARE 1
#endif
/** How many of n a test tries in this build: slow ones try a part. */
static inline int64_t ld_share(int64_t n)
{
	return n / LINDUNG_SHARE;
}

/* SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine. */
static inline uint64_t ld_rand(uint64_t *state)
{
	uint64_t z = *state += 0x9E3779B97F4A7C15u;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

/** 0 … n − 1. */
static inline uint32_t ld_below(uint64_t *state, uint32_t n)
{
	return (uint32_t)((ld_rand(state) >> 32) * n >> 32);
}

#endif
