#!/usr/bin/env bash
# Makes native TensorFlow available to training: installs @tensorflow/tfjs-node into core/learn/native (outside the
# workspaces, so that neither its size nor its install script is part of the product's install) and gives it a library and
# a binding without its own download: libtensorflow from the tensorflow-cpu wheel (a Python package), the binding compiled.
#
#   npm run setup:native
#
# Environment: TF_WHEEL (a local wheel: no Python index needed), TF_VERSION (default 2.15.1; 2.12 or later),
# NODE_INC (folder with node_api.h), STRIP=0 (keep symbols), NODE, PYTHON, CXX. pip's own variables work too.
# Idempotent; a failure leaves what was there before. Linux with glibc only; x64 tested, arm64 not.
set -euo pipefail
NODE=${NODE:-node} PYTHON=${PYTHON:-python3} CXX=${CXX:-g++} TF_VERSION=${TF_VERSION:-2.15.1}
SHA_x86_64_2_15_1=54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26
die() { echo "setup:native: $*" >&2; exit 1; }
say() { echo "setup:native: $*"; }

PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../core/learn/native" && pwd)
PKG=$PROJECT/node_modules/@tensorflow/tfjs-node
BIND=$PKG/lib/napi-v8/tfjs_binding.node
[ "$(uname -s)" = Linux ] || die "Linux only (this is $(uname -s)). Here 'npm ci' in core/learn/native lets the package fetch its own library; without it, training uses WebAssembly"
ARCH=$(uname -m)
case $ARCH in
  x86_64) DIST=tensorflow-cpu ;;
  aarch64) DIST=tensorflow-cpu-aws ;;
  *) die "there is no TensorFlow wheel for $ARCH; training uses WebAssembly" ;;
esac
for tool in "$NODE" npm "$PYTHON" "$CXX"; do
  command -v "$tool" >/dev/null || die "'$tool' not found; install it, or name another with NODE, PYTHON or CXX"
done

loads() { "$NODE" -e 'process.exit(require(process.argv[1]).TF_Version===process.argv[2]?0:1)' "$BIND" "$TF_VERSION" 2>/dev/null; }
if [ -f "$BIND" ] && loads; then say "already there: TensorFlow $TF_VERSION"; exit 0; fi

if [ ! -f "$PKG/binding.gyp" ]; then
  say "installing @tensorflow/tfjs-node, without its install script (about 300 MB)"
  npm ci --prefix "$PROJECT" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || die "npm could not install it"
fi
TMP=$(mktemp -d "$PKG/.provision.XXXXXX") # beside its destination, so that the move is atomic
trap 'rm -rf "$TMP"' EXIT

# 1. Headers of Node-API: beside the running node, the system's, or the npm package that holds nothing else.
INC=${NODE_INC:-}
for folder in "$(dirname "$("$NODE" -p process.execPath)")/../include/node" /usr/include/node; do
  if [ -z "$INC" ] && [ -f "$folder/node_api.h" ]; then INC=$folder; fi
done
if [ -z "$INC" ]; then
  (cd "$TMP" && npm pack --silent node-api-headers >/dev/null && tar xzf node-api-headers-*.tgz) ||
    die "no node_api.h found; set NODE_INC to the folder that holds it"
  INC=$TMP/package/include
fi

# 2. The wheel. It is unpacked, not installed: the version of the local Python does not matter.
WHEEL=${TF_WHEEL:-}
if [ -z "$WHEEL" ]; then
  say "getting the wheel $DIST $TF_VERSION (about 200 MB)"
  PLATFORMS=()
  for platform in manylinux_2_17 manylinux2014 manylinux_2_27; do PLATFORMS+=(--platform "${platform}_$ARCH"); done
  "$PYTHON" -m pip download -q --no-deps --only-binary=:all: --python-version 3.11 "${PLATFORMS[@]}" -d "$TMP" \
    "$DIST==$TF_VERSION" || die "pip could not get $DIST==$TF_VERSION; with TF_WHEEL=/path/to.whl no index is needed"
  WHEEL=$(echo "$TMP"/*.whl)
fi
[ -f "$WHEEL" ] || die "wheel not found: $WHEEL"
EXPECTED=SHA_${ARCH}_${TF_VERSION//./_}
if [ -n "${!EXPECTED:-}" ]; then
  echo "${!EXPECTED}  $WHEEL" | sha256sum -c --quiet - || die "the wheel's checksum differs from the one written here"
fi

# 3. Two libraries and the C headers out of it, without symbol tables.
"$PYTHON" - "$WHEEL" "$TMP/wheel" <<'PY' || die "the wheel has no libtensorflow_cc.so.2; TensorFlow 2.12 or later is needed"
import re, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
library = r'tensorflow/libtensorflow_(cc|framework)\.so\.2'
header = r'tensorflow/include/(tensorflow/(c|core/platform)|(tensorflow/)?(tsl|xla/tsl)/(c|platform))/.*\.h'
keep = [name for name in wheel.namelist() if re.fullmatch(f'{library}|{header}', name)]
assert sum(name.endswith('.so.2') for name in keep) == 2
wheel.extractall(sys.argv[2], keep)
PY
mkdir -p "$TMP/deps/lib"
mv "$TMP"/wheel/tensorflow/lib*.so.2 "$TMP/deps/lib/"
mv "$TMP/wheel/tensorflow/include" "$TMP/deps/include"
if [ "${STRIP:-1}" = 1 ] && command -v strip >/dev/null; then
  chmod u+w "$TMP"/deps/lib/*
  strip --strip-unneeded "$TMP"/deps/lib/*.so.2
fi

# 4. The Node-API binding, compiled directly: node-gyp would add nothing but a download.
say "compiling the binding"
"$CXX" -std=c++17 -O2 -fPIC -shared -fvisibility=hidden -w -DNAPI_VERSION=8 -I"$INC" -I"$TMP/deps/include" \
  "$PKG"/binding/tfjs_backend.cc "$PKG"/binding/tfjs_binding.cc -o "$TMP/tfjs_binding.node" \
  -L"$TMP/deps/lib" -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -Wl,-rpath,'$ORIGIN/../../deps/lib' ||
  die "compiling the binding failed"
rm -rf "$PKG/deps"
mv "$TMP/deps" "$PKG/deps"
mkdir -p "$(dirname "$BIND")"
mv "$TMP/tfjs_binding.node" "$BIND"
loads || die "the binding was built but does not load: $("$NODE" -e 'require(process.argv[1])' "$BIND" 2>&1 | grep -m1 Error)"
say "done: TensorFlow $TF_VERSION, $(du -shL "$PKG/deps" | cut -f1) of libraries in core/learn/native"
