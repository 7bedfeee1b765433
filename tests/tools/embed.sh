#!/bin/sh
# The embedding example on the rules of an office: three people, of whom one is refused.
# usage: embed.sh EMBED SOURCE_ROOT
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/orang.csv" <<'CSV'
nik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,kecamatan,desa,desil,tanggungan,kepala_keluarga,disabilitas,jamsos_aktif
5315900105800001,Yosef,1980-05-01,L,petani,Komodo,Gorontalo,1,3,ya,tidak,tidak
5315904105800002,Maria,1980-05-01,P,nelayan,Komodo,Gorontalo,2,1,ya,tidak,tidak
5315900105500003,Petrus,1950-05-01,L,petani,Lembor,Daleng,1,0,ya,tidak,tidak
CSV
LINDUNG_RULES="$2/rules" "$1" "$folder/uji.db" "$2/rules/5315_manggarai_barat/2024.lua" simple "$folder/orang.csv" >"$folder/out"
cat "$folder/out"
grep -q '2 of 3 workers selected, 0 undecided' "$folder/out"
grep -q 'APBD pays for 2 people, 403200 rupiah' "$folder/out"
grep -Eq '^result [0-9a-f]{64}$' "$folder/out"
