#include "server/commands/loopback_connection.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>

#include "cli/failure.h"
#include "cli/settings.h"

namespace muster::server {
namespace {

constexpr std::string_view scheme = "http://";

template <class Number>
Number number_in(std::string_view text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

LoopbackConnection::LoopbackConnection(const std::string& server) : server_(server) {
  if (!server.starts_with(scheme) || !cli::is_this_machine(server)) {
    throw cli::Failure(cli::ExitCode::usage, fmt::format("{} is not on this machine", server),
                       "A simulated clock is served to this machine alone, by plain HTTP.",
                       "--server");
  }
  host_ = server.substr(scheme.size());
  const auto colon = host_.rfind(':');
  port_ = colon == std::string::npos
              ? 80
              : number_in<std::uint16_t>(std::string_view(host_).substr(colon + 1));
  connect();
}

LoopbackConnection::~LoopbackConnection() {
  if (socket_ >= 0) ::close(socket_);
}

void LoopbackConnection::fail(std::string_view what) const {
  throw cli::Unreachable(fmt::format("No answer from {}: {}", server_, what), server_,
                         "See whether the server runs, and its log.");
}

void LoopbackConnection::connect() {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port_);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (socket_ < 0 || ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
    fail("it can't be connected to");
  }
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void LoopbackConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) fail("the connection broke");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void LoopbackConnection::receive() {
  std::array<char, 4096> buffer;
  const auto count = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (count <= 0) fail("the connection broke");
  received_.append(buffer.data(), static_cast<std::size_t>(count));
}

std::string_view LoopbackConnection::Answer::field(std::string_view name) const {
  const auto at = head.find(fmt::format("\r\n{}: ", name));
  if (at == std::string::npos) return {};
  const auto value = std::string_view(head).substr(at + name.size() + 4);
  return value.substr(0, value.find("\r\n"));
}

LoopbackConnection::Answer LoopbackConnection::post(std::string_view path, std::string_view fields,
                                                    std::string_view body) {
  send(fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n{}\r\n{}", path, host_,
                   body.size(), fields, body));
  constexpr std::string_view end = "\r\n\r\n";
  std::size_t head_size = std::string::npos;
  while ((head_size = received_.find(end)) == std::string::npos) receive();
  Answer answer;
  answer.head = received_.substr(0, head_size + 2);
  received_.erase(0, head_size + end.size());
  answer.status = number_in<int>(std::string_view(answer.head).substr(answer.head.find(' ') + 1));
  const auto length = number_in<std::size_t>(answer.field("Content-Length"));
  while (received_.size() < length) receive();
  answer.body = received_.substr(0, length);
  received_.erase(0, length);
  return answer;
}

}  // namespace muster::server
