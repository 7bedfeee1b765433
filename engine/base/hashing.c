/* Two rooms go round: the caller fills one while the thread hashes the other. The thread takes no signals of a host. */
#include "base/hashing.h"

#include <signal.h>
#include <stdlib.h>

static void *hash_blocks(void *arg)
{
	struct ld_hashing *h = arg;
	pthread_mutex_lock(&h->mutex);
	for (int k = 0;; k ^= 1) {
		while (!h->full[k] && !h->ended)
			pthread_cond_wait(&h->changed, &h->mutex);
		if (!h->full[k])
			break;
		pthread_mutex_unlock(&h->mutex);
		ld_sha256_add(&h->hash, h->room[k], h->full[k]);
		pthread_mutex_lock(&h->mutex);
		h->full[k] = 0;
		pthread_cond_signal(&h->changed);
	}
	pthread_mutex_unlock(&h->mutex);
	return NULL;
}

static bool start(struct ld_hashing *h)
{
	sigset_t all, was;
	if (pthread_mutex_init(&h->mutex, NULL) != 0)
		return false;
	if (pthread_cond_init(&h->changed, NULL) != 0) {
		pthread_mutex_destroy(&h->mutex);
		return false;
	}
	h->locks = true;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &was);
	bool started = pthread_create(&h->thread, NULL, hash_blocks, h) == 0;
	pthread_sigmask(SIG_SETMASK, &was, NULL);
	return started;
}

int ld_hashing_init(struct ld_hashing *h, bool threaded, size_t beyond)
{
	*h = (struct ld_hashing){0};
	ld_sha256_init(&h->hash);
	for (int i = 0; i < 2; i++)
		h->room[i] = malloc(LD_HASHING_BLOCK + beyond);
	if (!h->room[0] || !h->room[1])
		return -1;
	h->threaded = threaded && start(h);
	return 0;
}

char *ld_hashing_room(struct ld_hashing *h)
{
	if (h->threaded) {
		pthread_mutex_lock(&h->mutex);
		while (h->full[h->filling])
			pthread_cond_wait(&h->changed, &h->mutex);
		pthread_mutex_unlock(&h->mutex);
	}
	return h->room[h->filling];
}

void ld_hashing_take(struct ld_hashing *h, size_t n)
{
	if (!n)
		return;
	if (!h->threaded) {
		ld_sha256_add(&h->hash, h->room[0], n);
		return;
	}
	pthread_mutex_lock(&h->mutex);
	h->full[h->filling] = n;
	h->filling ^= 1;
	pthread_cond_signal(&h->changed);
	pthread_mutex_unlock(&h->mutex);
}

static void join(struct ld_hashing *h)
{
	if (!h->threaded)
		return;
	pthread_mutex_lock(&h->mutex);
	h->ended = true;
	pthread_cond_signal(&h->changed);
	pthread_mutex_unlock(&h->mutex);
	pthread_join(h->thread, NULL);
	h->threaded = false;
}

void ld_hashing_end(struct ld_hashing *h, uint8_t ret[LD_SHA256])
{
	join(h);
	ld_sha256_end(&h->hash, ret);
}

void ld_hashing_fini(struct ld_hashing *h)
{
	join(h);
	if (h->locks) {
		pthread_cond_destroy(&h->changed);
		pthread_mutex_destroy(&h->mutex);
	}
	free(h->room[0]);
	free(h->room[1]);
	*h = (struct ld_hashing){0};
}
