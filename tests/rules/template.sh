# What `new` makes is checked, tested and run as it stands, and its own source reads a list of a desa.
. "$(dirname "$0")/lib.sh"
cd "$work"
"$lindung" new kantor >/dev/null || fail new
if grep -rq '@OFFICE@' kantor; then fail "the placeholder is still there"; fi
"$lindung" check kantor/2025.lua >&2 || fail check
"$lindung" test kantor/2025.lua >&2 || fail test
"$lindung" sample --region 53.15 --people 2000 --seed 1 -o people.csv
"$lindung" import --quiet --db a.db --source simple people.csv >/dev/null || fail "import simple"
"$lindung" run --quiet --db a.db --format json kantor/2025.lua >run.json || fail run
want run run.json '"selected":100' '"committed":20160000'

cat >desa.csv <<'CSV'
NIK;Nama Lengkap;Tgl Lahir;L/P;Pekerjaan;Kecamatan;Desa/Kelurahan;Desil;Jumlah Tanggungan;Kepala Keluarga;Lama Tinggal (bulan)
5315904105800001;Contoh Satu;01-05-1980;P;Petani;Lembor;Contoh;1;3;Ya;60
5315900105800002;Contoh Dua;01/05/1980;L;Peramal;Lembor;Contoh;1;3;Ya;60
CSV
"$lindung" import --db b.db --format json --office kantor --source daftar_desa desa.csv >import.json || fail "import desa"
want import import.json '"read":2' '"stored":1' '"quarantined":1' '"code":"CODE"'
exit $failed
