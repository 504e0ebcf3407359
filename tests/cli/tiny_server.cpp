#include "cli/tiny_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace muster::cli::test {

namespace {

/// Reads from a connection with a buffer of what came too early.
class Reader {
 public:
  explicit Reader(int connection) : connection_(connection) {}

  bool line(std::string& line) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n")) == std::string::npos) {
      if (!more()) return false;
    }
    line = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    return true;
  }

  bool bytes(std::size_t count, std::string& target) {
    while (buffer_.size() < count) {
      if (!more()) return false;
    }
    target.append(buffer_, 0, count);
    buffer_.erase(0, count);
    return true;
  }

 private:
  bool more() {
    char bytes[65536];
    const ssize_t count = recv(connection_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  int connection_;
  std::string buffer_;
};

void send_all(int connection, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

bool read_request(int connection, Received& request) {
  Reader reader(connection);
  std::string line;
  if (!reader.line(line)) return false;
  const auto first = line.find(' ');
  const auto second = line.find(' ', first + 1);
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, second - first - 1);
  while (reader.line(line) && !line.empty()) {
    const auto colon = line.find(": ");
    std::string name = line.substr(0, colon);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    request.headers[name] = line.substr(colon + 2);
  }
  if (request.headers.contains("expect")) send_all(connection, "HTTP/1.1 100 Continue\r\n\r\n");
  if (request.headers.contains("content-length")) {
    return reader.bytes(std::stoul(request.headers["content-length"]), request.body);
  }
  if (!request.headers.contains("transfer-encoding")) return true;
  while (reader.line(line)) {
    const std::size_t size = std::stoul(line, nullptr, 16);
    if (!reader.bytes(size, request.body) || !reader.line(line)) return false;
    if (size == 0) return true;
  }
  return false;
}

}  // namespace

TinyServer::TinyServer(Answer answer) : answer_(std::move(answer)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) != 0 || listen(listener_, 16) != 0 ||
      getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("no port for the test server");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

TinyServer::~TinyServer() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);  // wakes accept()
  thread_.join();
  close(listener_);
}

std::vector<Received> TinyServer::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

void TinyServer::serve() {
  while (!stopping_) {
    const int connection = accept(listener_, nullptr, nullptr);
    if (connection < 0) continue;
    handle(connection);
    close(connection);
  }
}

void TinyServer::handle(int connection) {
  Received request;
  if (!read_request(connection, request)) return;
  {
    const std::lock_guard lock(mutex_);
    received_.push_back(request);
  }
  const Reply reply = answer_(request);
  if (reply.hang_up) return;
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " Whatever\r\n";
  head += "Content-Type: " + reply.content_type + "\r\nConnection: close\r\n";
  head += "Content-Length: " + std::to_string(reply.body.size() + reply.missing_bytes) + "\r\n";
  for (const auto& [name, value] : reply.headers) head += name + ": " + value + "\r\n";
  send_all(connection, head + "\r\n" + reply.body);
}

TinyServer::Answer routes(std::map<std::string, Reply> replies) {
  return [replies = std::move(replies)](const Received& request) {
    const std::string path = request.target.substr(0, request.target.find('?'));
    const auto found = replies.find(request.method + ' ' + path);
    if (found != replies.end()) return found->second;
    return problem(404, "not_found", "Not found");
  };
}

Reply problem(int status, const std::string& code, const std::string& title) {
  return {.status = status,
          .body = R"({"title":")" + title + R"(","status":)" + std::to_string(status) +
                  R"(,"detail":"There is nothing here","code":")" + code +
                  R"(","request_id":"req_from_the_body","advice":"Look elsewhere","errors":[]})",
          .content_type = "application/problem+json",
          .headers = {{"Request-Id", "req_from_the_header"}}};
}

}  // namespace muster::cli::test
