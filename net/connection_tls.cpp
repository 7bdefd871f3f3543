// What a connection does about TLS, when its server speaks it.
#include <troupe/net/connection.hpp>

#include <troupe/actors/log.hpp>

namespace troupe {

void connection::decrypt(std::string_view bytes) {
  if (tls_->failed())
    return; // The client may not have read our alert yet.
  auto outcome = tls_->decrypt(bytes, [this](std::string_view plain) {
    take(plain);
    return stage_ != stage::dead;
  });
  if (stage_ == stage::dead)
    return;
  switch (outcome) {
    case tls_stream::outcome::more: break;
    case tls_stream::outcome::closed: return on_fin();
    case tls_stream::outcome::failed: return on_tls_failure();
    case tls_stream::outcome::no_tls: return on_plain_client();
  }
  if (output_waits()) // An answer of TLS, or what waited for the handshake.
    queue_turn_end();
}

/// Answers in the client's own tongue, so that a person who typed `http` reads
/// why.
void connection::on_plain_client() {
  refuse_tls("no TLS");
  tls_.reset();
  if (stage_ == stage::head)
    answer(to_answer({error_code::bad_request, "This port speaks TLS", {}}));
  queue_turn_end();
}

void connection::on_tls_failure() {
  if (!tls_->established())
    refuse_tls(tls_->reason());
  else
    log::debug("tls_failed", {{"connection", std::to_string(id_)},
                              {"address", address_},
                              {"why", tls_->reason()}});
  cork_.clear();
  linger();
  end_session(close_code::abnormal, "TLS failed");
}

void connection::refuse_tls(std::string_view why) {
  count(table_->totals.tls_refused);
  log::debug("tls_refused", {{"connection", std::to_string(id_)},
                             {"address", address_},
                             {"why", std::string{why}}});
}

void connection::end_tls() {
  if (tls_->handshaking())
    refuse_tls("ended before it was done");
  else if (!output_waits())
    tls_->close();
}

} // namespace troupe
