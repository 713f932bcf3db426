/*
 * A host that is not JavaScript: the same module in C++, under the interpreter of WABT (apt-get install wabt g++).
 *
 *     npm run example:precompiled     # builds dist/kernels.wasm
 *     g++ -std=c++17 examples/precompiled/host.cc -lwabt -o host && ./host examples/precompiled/dist/kernels.wasm
 */
#include <wabt/binary-reader.h>
#include <wabt/interp/binary-reader-interp.h>
#include <wabt/interp/interp.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace wabt::interp;

[[noreturn]] static void fail(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(1);
}

/** A module without imports, and its exports by name. */
class Host {
 public:
  explicit Host(const std::vector<char>& bytes) {
    wabt::Features features;  // of today's WebAssembly, vectors among them
    wabt::Errors errors;
    ModuleDesc desc;
    const wabt::ReadBinaryOptions options(features, nullptr, true, true, true);
    if (Failed(ReadBinaryInterp("kernels", bytes.data(), bytes.size(), options, &errors, &desc))) {
      fail(errors.empty() ? "no module" : errors[0].message);
    }
    module_ = Module::New(store_, desc);
    Trap::Ptr trap;
    instance_ = Instance::Instantiate(store_, module_.ref(), {}, &trap);
    if (trap) fail(trap->message());
  }

  Values call(const std::string& name, const Values& arguments) {
    Trap::Ptr trap;
    Values results;
    if (Failed(store_.UnsafeGet<Func>(find(name))->Call(store_, arguments, results, &trap))) fail(trap->message());
    return results;
  }

  uint32_t alloc(uint32_t bytes) {
    const uint32_t address = call("alloc", {Value::Make(bytes)})[0].Get<uint32_t>();
    if (address == 0) fail("the memory is full");
    return address;
  }

  /** To be asked for anew after `alloc`, which may move the memory. */
  template <typename T>
  T* at(uint32_t address) {
    return reinterpret_cast<T*>(store_.UnsafeGet<Memory>(find("memory"))->UnsafeData() + address);
  }

 private:
  Ref find(const std::string& name) {
    const auto& exports = module_->desc().exports;
    for (size_t i = 0; i < exports.size(); i++) {
      if (exports[i].type.name == name) return instance_->exports()[i];
    }
    fail("there is no export " + name);
  }

  Store store_;
  Module::Ptr module_;
  Instance::Ptr instance_;
};

int main(int argc, char** argv) {
  std::ifstream file(argc > 1 ? argv[1] : "dist/kernels.wasm", std::ios::binary);
  if (!file) fail("usage: host kernels.wasm");
  Host host(std::vector<char>(std::istreambuf_iterator<char>(file), {}));

  const uint32_t n = 1000;
  const uint32_t a = host.alloc(8 * n);
  const uint32_t b = host.alloc(8 * n);
  std::fill_n(host.at<double>(a), n, 1.0);
  std::fill_n(host.at<double>(b), n, 2.0);
  // An array is two parameters: its address, and its length in elements.
  const Values sum = host.call("dot", {Value::Make(a), Value::Make(n), Value::Make(b), Value::Make(n)});
  std::printf("dot: %.17g\n", sum[0].Get<double>());

  const uint32_t width = 64;
  const uint32_t height = 24;
  const uint32_t pixels = host.alloc(width * height);
  host.call("mandelbrot", {Value::Make(pixels), Value::Make(width * height), Value::Make(width), Value::Make(height),
                           Value::Make(-2.2), Value::Make(-1.2), Value::Make(0.05)});
  const uint8_t* steps = host.at<uint8_t>(pixels);
  for (uint32_t i = 0; i < width * height; i++) {
    std::putchar(steps[i] < 200 ? " .:-=+*#%@"[std::min(9, steps[i] / 3)] : '@');
    if (i % width == width - 1) std::putchar('\n');
  }
}
