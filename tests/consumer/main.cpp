// The smallest program with Troupe, built against an installed copy.
#include <troupe/protocol/close_code.hpp>

int main() {
  return 0;
}
