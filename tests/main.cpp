// The main of every test program.

// Version 2 of Catch2 compiles its runner here; version 3 has it in a library.
#define CATCH_CONFIG_RUNNER
#include "catch.hpp"

int main(int argc, char** argv) {
  return Catch::Session().run(argc, argv);
}
