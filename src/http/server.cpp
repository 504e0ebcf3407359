#include "http/server.h"

#include <fmt/format.h>

#include <boost/asio.hpp>
#include <condition_variable>
#include <csignal>
#include <future>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "http/connection.h"
#include "http/connection_tls.h"

namespace muster::http {

namespace asio = boost::asio;
using boost::system::error_code;

class Server::State {
 public:
  State(ServerOptions options, Router router, Hooks hooks)
      : options_(std::move(options)),
        router_(std::move(router)),
        hooks_(std::move(hooks)),
        handlers_(options_.max_handler_threads, options_.max_waiting_requests),
        uploads_(options_.max_uploads, options_.max_uploads),
        streams_(options_.max_streams, options_.max_streams),
        upload_turns_(options_.max_uploads),
        owner_turns_(options_.max_uploads_per_owner),
        rate_limits_(options_.rate_limits),
        context_{.options = options_,
                 .router = router_,
                 .hooks = hooks_,
                 .handlers = handlers_,
                 .uploads = uploads_,
                 .streams = streams_,
                 .upload_turns = upload_turns_,
                 .owner_turns = owner_turns_,
                 .rate_limits = rate_limits_} {}

  RateLimits& rate_limits() { return rate_limits_; }

  ~State() { stop(std::chrono::seconds{5}); }

  std::expected<std::uint16_t, ListenError> start() {
    error_code error;
    if (!options_.tls_certificate.empty()) {
      auto tls = read_tls_context(options_.tls_certificate, options_.tls_key);
      if (!tls) return std::unexpected(ListenError{false, std::move(tls.error())});
      tls_ = std::move(*tls);
    }
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) {
      return std::unexpected(ListenError{
          false, fmt::format("`{}` is not an address to listen on. Give an IP address, such as "
                             "127.0.0.1 or 0.0.0.0.",
                             options_.address)});
    }
    const asio::ip::tcp::endpoint endpoint(address, options_.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      const bool in_use = error == asio::error::address_in_use;
      return std::unexpected(ListenError{
          in_use, fmt::format("Cannot listen on {}:{}: {}. {}", options_.address, options_.port,
                              error.message(),
                              in_use ? "Stop the program that uses this port, or choose another "
                                       "with --listen."
                                     : "Choose another address with --listen.")});
    }
    asio::co_spawn(acceptor_.get_executor(), accept(), asio::detached);
    if (tls_) {
      hang_ups_.add(SIGHUP, error);
      wait_for_hang_up();
    }
    for (std::size_t i = 0; i < options_.io_threads; ++i) {
      threads_.emplace_back([this] { io_.run(); });
    }
    return acceptor_.local_endpoint().port();
  }

  void stop(std::chrono::milliseconds patience) {
    if (stopped_) return;
    stopped_ = true;
    context_.stopping = true;
    close_acceptor();
    for_each_connection([](Connection& connection) { connection.wind_down(); });
    if (!wait_until_idle(patience)) {
      for_each_connection([](Connection& connection) { connection.cut(); });
      wait_until_idle(std::chrono::seconds{1});
    }
    wait_for_quick_handlers();
    handlers_.stop();
    uploads_.stop();
    streams_.stop();
    wait_until_idle(std::chrono::seconds{1});  // for the answers of what was running
    work_.reset();
    io_.stop();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  /// Returns when nobody can connect any more.
  void close_acceptor() {
    error_code ignored;
    if (threads_.empty()) {
      acceptor_.close(ignored);
      return;
    }
    std::promise<void> closed;
    asio::post(acceptor_.get_executor(), [&] {
      acceptor_.close(ignored);
      hang_ups_.cancel(ignored);
      closed.set_value();
    });
    closed.get_future().wait();
  }

  /// SIGHUP: read the certificate again. Connections that there are keep what they have.
  void wait_for_hang_up() {
    hang_ups_.async_wait([this](error_code error, int) {
      if (error) return;
      auto tls = read_tls_context(options_.tls_certificate, options_.tls_key);
      if (hooks_.on_certificate) hooks_.on_certificate(tls ? std::string() : tls.error());
      if (tls) tls_ = std::move(*tls);
      wait_for_hang_up();
    });
  }

  asio::awaitable<void> accept() {
    while (acceptor_.is_open()) {
      auto [error, socket] = co_await acceptor_.async_accept(asio::make_strand(io_),
                                                             asio::as_tuple(asio::use_awaitable));
      if (error == asio::error::operation_aborted) co_return;
      if (error) {
        // Out of file descriptors, most likely: give connections a moment to end.
        asio::steady_timer pause(acceptor_.get_executor(), std::chrono::milliseconds{50});
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
        continue;
      }
      begin(std::move(socket));
    }
  }

  void begin(asio::ip::tcp::socket socket) {
    const std::lock_guard lock(mutex_);
    if (connections_.size() >= options_.max_connections || context_.stopping) return;
    const auto connection = std::make_shared<Connection>(
        std::make_shared<Transport>(std::move(socket), tls_), context_);
    connections_.emplace(connection.get(), connection);
    asio::co_spawn(connection->executor(), connection->serve(),
                   [this, key = connection.get()](const std::exception_ptr&) { end(key); });
  }

  void end(Connection* key) {
    {
      const std::lock_guard lock(mutex_);
      connections_.erase(key);
    }
    ended_.notify_all();
  }

  template <class Work>
  void for_each_connection(const Work& work) {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, weak] : connections_) {
      if (const auto connection = weak.lock()) work(*connection);
    }
  }

  /// Their answers come from threads that are not ours.
  void wait_for_quick_handlers() {
    auto& pending = *context_.quick_pending;
    for (auto count = pending.load(); count != 0; count = pending.load()) pending.wait(count);
  }

  bool wait_until_idle(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, patience, [this] { return connections_.empty(); });
  }

  ServerOptions options_;
  Router router_;
  Hooks hooks_;
  HandlerPool handlers_;
  HandlerPool uploads_;
  HandlerPool streams_;
  Turns upload_turns_;
  Turns owner_turns_;
  RateLimits rate_limits_;
  ConnectionContext context_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(io_);
  asio::ip::tcp::acceptor acceptor_{asio::make_strand(io_)};
  asio::signal_set hang_ups_{acceptor_.get_executor()};
  std::shared_ptr<asio::ssl::context>
      tls_;  ///< of new connections; null: none. On the acceptor's strand
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::unordered_map<Connection*, std::weak_ptr<Connection>> connections_;
  bool stopped_ = false;
};

Server::Server(ServerOptions options, Router router, Hooks hooks)
    : state_(std::make_unique<State>(std::move(options), std::move(router), std::move(hooks))) {}

Server::~Server() = default;

std::expected<std::uint16_t, ListenError> Server::start() { return state_->start(); }

RateLimits& Server::rate_limits() { return state_->rate_limits(); }

void Server::stop(std::chrono::milliseconds patience) { state_->stop(patience); }

}  // namespace muster::http
