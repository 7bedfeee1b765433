/* SHA-256 over bytes that are still being made: a second thread hashes one block while the caller fills the next. */
#ifndef LD_BASE_HASHING_H
#define LD_BASE_HASHING_H

#include <pthread.h>

#include "base/digest.h"

enum { LD_HASHING_BLOCK = 1 << 17 };

struct ld_hashing {
	struct ld_sha256 hash;
	char *room[2];
	size_t full[2]; /* bytes to hash; 0: free */
	int filling;    /* the room that the caller fills */
	bool threaded, ended, locks;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
};

/** beyond: how far a block may be filled past LD_HASHING_BLOCK. Without a thread, or when none can be had, blocks are hashed as
 *  they are taken. Negative when memory ran out; fini is due in any case. */
int ld_hashing_init(struct ld_hashing *h, bool threaded, size_t beyond);
/** Room for the next block. */
char *ld_hashing_room(struct ld_hashing *h);
/** The room now holds n bytes: hash them. */
void ld_hashing_take(struct ld_hashing *h, size_t n);
void ld_hashing_end(struct ld_hashing *h, uint8_t ret[LD_SHA256]);
/** Safe on a zeroed one. */
void ld_hashing_fini(struct ld_hashing *h);

#endif
