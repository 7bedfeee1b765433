/*
 * The occupations of a sample: the word of fields.lua, what P3KE and DTSEN call it, and how common
 * it is among men and women of working age in a village, on the coast and in a city. The weights
 * are plausible for eastern Indonesia, not statistics; nothing is decided by them.
 */
#include "sample/internal.h"

const struct ld_job ld_jobs[] = {
	/* word, P3KE, trade, position, village, coast, city (men, women), covered, informal, comfortable */
	[LD_JOB_NONE] = { "tidak bekerja", "Tidak/belum bekerja", 0, 0, { 40, 50 }, { 40, 50 },
		{ 70, 90 }, 0, false, false },
	[LD_JOB_STUDENT] = { "pelajar", "Tidak/belum bekerja", 0, 0, { 20, 20 }, { 20, 20 },
		{ 50, 50 }, 0, false, false },
	[LD_JOB_HOME] = { "mengurus rumah tangga", "Tidak/belum bekerja", 0, 0, { 0, 240 },
		{ 0, 300 }, { 0, 380 }, 0, false, false },
	[LD_JOB_PENSION] = { "pensiunan", "Pensiunan", 0, 0, { 5, 2 }, { 5, 2 }, { 15, 6 }, 0,
		false, true },
	{ "petani", "Petani", 1, 1, { 560, 480 }, { 330, 300 }, { 40, 25 }, 120, true, false },
	{ "buruh tani", "Pekerja lepas", 1, 6, { 30, 25 }, { 20, 15 }, { 5, 3 }, 60, true, false },
	{ "peternak", "Petani", 5, 1, { 25, 8 }, { 15, 5 }, { 6, 2 }, 100, true, false },
	{ "nelayan", "Nelayan", 4, 1, { 6, 1 }, { 240, 20 }, { 60, 6 }, 200, true, false },
	{ "pekerja lepas", "Pekerja lepas", 11, 7, { 55, 15 }, { 55, 15 }, { 90, 35 }, 250, true, false },
	{ "buruh bangunan", "Pekerja lepas", 11, 7, { 30, 1 }, { 30, 1 }, { 80, 2 }, 400, true, false },
	{ "tukang", "Wiraswasta", 11, 1, { 20, 0 }, { 20, 0 }, { 25, 0 }, 200, true, false },
	{ "pedagang", "Pedagang", 12, 1, { 25, 45 }, { 35, 60 }, { 80, 120 }, 300, true, false },
	{ "pedagang kaki lima", "Pedagang", 14, 1, { 3, 6 }, { 4, 8 }, { 35, 45 }, 150, true, false },
	{ "ojek", "Pekerja lepas", 13, 1, { 30, 0 }, { 25, 0 }, { 75, 3 }, 700, true, false },
	{ "sopir", "Pekerja lepas", 13, 1, { 15, 0 }, { 12, 0 }, { 35, 0 }, 500, true, false },
	{ "penenun", "Wiraswasta", 8, 1, { 0, 35 }, { 0, 25 }, { 0, 5 }, 100, true, false },
	{ "pekerja rumah tangga", "Pekerja lepas", 25, 7, { 0, 6 }, { 0, 6 }, { 2, 35 }, 150, true, false },
	{ "wiraswasta", "Wiraswasta", 12, 1, { 25, 20 }, { 25, 20 }, { 60, 50 }, 500, true, false },
	{ "pemulung", "Lainnya", 24, 7, { 1, 1 }, { 1, 1 }, { 12, 10 }, 50, true, false },
	{ "karyawan swasta", "Pegawai swasta", 14, 4, { 25, 12 }, { 45, 25 }, { 130, 70 }, 6500, false, true },
	{ "honorer", "Lainnya", 20, 4, { 14, 16 }, { 14, 16 }, { 25, 30 }, 5500, false, false },
	{ "guru honorer", "Lainnya", 21, 4, { 8, 14 }, { 8, 14 }, { 8, 16 }, 4000, false, false },
	{ "pns", "PNS/TNI/Polri", 20, 5, { 18, 18 }, { 15, 15 }, { 45, 40 }, 150, false, true },
	{ "pppk", "PNS/TNI/Polri", 21, 5, { 10, 12 }, { 8, 10 }, { 15, 18 }, 1500, false, true },
	{ "polri", "PNS/TNI/Polri", 20, 5, { 3, 0 }, { 3, 0 }, { 12, 1 }, 0, false, true },
	{ "karyawan bumn", "Pegawai swasta", 9, 5, { 1, 1 }, { 2, 1 }, { 10, 5 }, 9800, false, true },
	{ "perangkat desa", "Lainnya", 20, 4, { 14, 4 }, { 12, 4 }, { 1, 1 }, 8000, false, false },
	{ "lainnya", "Lainnya", 24, 1, { 8, 8 }, { 8, 8 }, { 20, 20 }, 100, false, false },
};

const int ld_njobs = (int)(sizeof(ld_jobs) / sizeof(ld_jobs[0]));

int ld_rng_pick(struct ld_rng *r, const uint16_t *weights, int n)
{
	int total = 0;
	for (int i = 0; i < n; i++)
		total += weights[i];
	int x = ld_rng_below(r, total), i = 0;
	while (x >= weights[i])
		x -= weights[i++];
	return i;
}
