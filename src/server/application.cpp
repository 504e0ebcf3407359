#include "server/application.h"

#include <fmt/format.h>
#include <malloc.h>

#include <array>
#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "api/problems.h"
#include "api/routes.h"
#include "api/services.h"
#include "cli/failure.h"
#include "cli/version.h"
#include "http/problem.h"
#include "http/server.h"
#include "registry/registrar.h"
#include "registry/removal.h"
#include "registry/signals.h"
#include "security/attempt_delay.h"
#include "security/outgoing.h"
#include "security/random.h"
#include "security/request_id.h"
#include "server/embedded.h"
#include "server/first_run.h"
#include "server/health.h"
#include "server/housekeeping.h"
#include "server/logging.h"
#include "server/metrics.h"
#include "server/open_store.h"
#include "server/portal.h"
#include "server/rate_sharing.h"
#include "server/request_journal.h"
#include "server/stop_signal.h"
#include "server/webhook_sender.h"
#include "storage/store.h"

namespace muster::server {
namespace {

/// Answers kept by idempotency key are forgotten after this long.
constexpr std::chrono::hours kept_answers{24};

constexpr std::size_t webhooks_at_once = 4;
/// For a webhook to answer: short enough that the server can be stopped meanwhile.
constexpr std::chrono::milliseconds webhook_patience{4000};
/// For an identity provider, while somebody waits to be signed in.
constexpr std::chrono::milliseconds provider_patience{5000};
constexpr std::chrono::minutes between_clean_ups{10};

constexpr std::chrono::milliseconds patience{3000};  ///< for requests that run when it is to stop

void set_up_process() {
  std::signal(SIGPIPE, SIG_IGN);  // a client that hangs up is an error of its write
  // Returns memory to the system: large blocks of their own, and few arenas.
  ::mallopt(M_ARENA_MAX, 2);
  ::mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  ::mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
}

/// To addresses that somebody else chose.
security::CurlOutgoing outgoing(bool private_too, std::chrono::milliseconds patience_of_ours) {
  return security::CurlOutgoing(private_too ? security::any_address() : security::public_and({}),
                                {.connect_timeout = patience_of_ours,
                                 .timeout = patience_of_ours,
                                 .plain_http = private_too});
}

std::vector<api::Sample> samples() {
  return {{.name = "device-registration-sample-partner.csv",
           .title = "Partner form",
           .description = "Manufacturer, model and serial number of each device",
           .text = std::string(embedded::partner_sample())},
          {.name = "device-registration-sample-self-service.csv",
           .title = "Self-service form",
           .description = "Hardware hash of each device, as Windows Autopilot writes it",
           .text = std::string(embedded::self_service_sample())}};
}

}  // namespace

class Application::Parts {
 public:
  Parts(const Configuration& configuration, const registry::Clock& clock, Duty duty,
        registry::SimulatedClock* simulated_clock)
      : configuration_(configuration),
        duty_(duty),
        endpoint_(listens() ? parse_endpoint(configuration.listen) : Endpoint{}),
        clock_(clock),
        simulated_clock_(simulated_clock),
        store_(open_store(configuration, clock)),
        removal_(store_->devices(), store_->directory(), store_->keyer(), in_one_step()),
        journal_(store_->requests(),
                 [](const std::exception& error) {
                   log_error("requests could not be kept", {{"error", error.what()}});
                 }),
        metrics_(
            cli::version(), [this] { return store_->batches().queue(); }, clock),
        registrar_(store_->batches(), store_->directory(), store_->keyer(), signals_,
                   {.passes = is_passing,
                    .hash_worth =
                        [this](registry::OrganisationId customer) {
                          return store_->organisations().settings(customer).hash_worth();
                        }},
                   reports()),
        to_webhooks_(outgoing(configuration.webhooks_to_private_addresses, webhook_patience)),
        to_identity_providers_(
            outgoing(configuration.identity_providers_on_private_addresses, provider_patience)),
        webhook_sender_(store_->webhooks(), to_webhooks_, clock, random_,
                        [](const std::exception& error) {
                          log_error("the outbox of the webhooks can't be worked off",
                                    {{"error", error.what()}});
                        }),
        services_(make_services()),
        portal_(embedded::portal(), random_) {
    signals_.on_outbox_filled([this] { webhook_sender_.wake(); });
    store_->processes().begin(duty == Duty::serve ? "server" : "worker");
    clean_up();
    removal_.finish_half_done();
    (void)operator_organisation(*store_);
  }

  ~Parts() { stop(); }

  std::uint16_t start() {
    std::uint16_t bound = 0;
    if (listens()) {
      server_ = std::make_unique<http::Server>(server_options(), router(), hooks());
      const auto port = server_->start();
      if (!port) throw cli::Failure(cli::ExitCode::machine, port.error().message);
      bound = *port;
    }
    relay_ = store_->relay(signals_);
    if (server_ && shares_rates()) {
      rate_exchange_ = share_rates(configuration_, server_->rate_limits());
    }
    if (configuration_.registrar || duty_ == Duty::work) registrar_.start();
    journal_.start();
    webhook_sender_.start(webhooks_at_once);
    renewal_ = std::make_unique<Housekeeping>([this] { renew(); }, registry::process_renewal);
    housekeeping_ = std::make_unique<Housekeeping>([this] { clean_up(); }, between_clean_ups);
    ready_ = true;
    log_info("ready", {{"address", endpoint_.address},
                       {"port", std::int64_t{bound}},
                       {"version", cli::version()}});
    if (!configuration_.port_file.empty()) {
      std::ofstream(configuration_.port_file) << bound << '\n';
    }
    return bound;
  }

  void stop() {
    if (!ready_.exchange(false)) return;
    log_info("stopping");
    housekeeping_.reset();
    // The chunk at hand ends while the last requests do: each has its own few seconds.
    std::thread registrar([this] { registrar_.stop(); });
    std::thread sender([this] { webhook_sender_.stop(); });
    rate_exchange_.reset();
    if (server_) server_->stop(patience);
    server_.reset();  // lets go of the port
    registrar.join();
    sender.join();
    relay_.reset();
    journal_.stop();
    renewal_.reset();
    try {
      store_->processes().end();
    } catch (const std::exception& error) {
      // The lease ends by itself.
      log_error("what this process had in hand is free when its lease ends",
                {{"error", error.what()}});
    }
    log_info("stopped");
  }

  storage::Store& store() { return *store_; }
  bool is_outgrown() const { return outgrown_; }

 private:
  void renew() {
    store_->processes().renew();
    if (outgrown_ || !store_->is_outgrown()) return;
    log_error("a newer version of Muster changed the database, and this one can't go on with it");
    outgrown_ = true;
    StopSignal::give();
  }

  void clean_up() {
    const auto now = clock_.now();
    store_->batches().forget_unaccepted();
    store_->idempotency().forget_unanswered();
    store_->idempotency().forget(now - kept_answers);
    store_->sessions().forget_over(now);
    store_->tokens().forget_expired({});
    store_->identity_providers().forget_old();
    store_->sign_in_failures().forget_before(now - security::failures_forgiven_after);
  }

  registry::Removal::InOneStep in_one_step() {
    return [this](const std::function<void()>& work, registry::OrganisationId organisation) {
      store_->in_one_step(work, organisation);
    };
  }

  bool listens() const { return !configuration_.listen.empty(); }

  /// Whether a failure passes by itself, as when the database is away for a while.
  static bool is_passing(const std::exception& error) {
    const auto* fault = dynamic_cast<const storage::StorageFault*>(&error);
    return fault != nullptr && fault->kind() == storage::StorageFault::Kind::unavailable;
  }

  registry::RegistrarReports reports() {
    return {.chunk_decided =
                [this](const registry::Batch& batch, const std::vector<registry::Decided>& decided,
                       std::chrono::microseconds taken) {
                  metrics_.chunk_decided(decided, taken);
                  if (registry::is_over(batch.state)) ::malloc_trim(0);
                },
            .batch_over =
                [this](const registry::Batch& batch) {
                  metrics_.batch_over(batch);
                  signals_.outbox_filled();
                  const LogFields fields{{"batch_id", batch.id.text()},
                                         {"request_id", batch.origin.request_id},
                                         {"state", std::string(registry::to_string(batch.state))},
                                         {"rows", batch.rows},
                                         {"registered", batch.counts.registered},
                                         {"failed", batch.counts.failed}};
                  log_info("batch over", fields);
                  remember_line(batch.origin.request_id, "info", "batch over", fields);
                },
            .chunk_failed =
                [this](const registry::Batch& batch, const std::exception& error) {
                  metrics_.chunk_failed();
                  constexpr std::string_view message = "deciding rows failed; it is tried again";
                  const LogFields fields{{"batch_id", batch.id ? batch.id.text() : std::string()},
                                         {"request_id", batch.origin.request_id},
                                         {"error", error.what()}};
                  log_error(message, fields);
                  remember_line(batch.origin.request_id, "error", message, fields);
                }};
  }

  /// What the configuration says, else what was said when the server was set up.
  std::string support_contact() {
    return configuration_.support_contact.empty() ? store_->installation().text().support_contact
                                                  : configuration_.support_contact;
  }

  api::Services make_services() {
    return {.organisations = store_->organisations(),
            .relationships = store_->relationships(),
            .tokens = store_->tokens(),
            .clients = store_->clients(),
            .device_authorizations = store_->device_authorizations(),
            .requests = journal_,
            .webhooks = store_->webhooks(),
            .people = store_->people(),
            .sessions = store_->sessions(),
            .identity_providers = store_->identity_providers(),
            .sign_in_failures = store_->sign_in_failures(),
            .installation = store_->installation(),
            .links = store_->links(),
            .audit = store_->audit(),
            .directory = store_->directory(),
            .batches = store_->batches(),
            .devices = store_->devices(),
            .histories = store_->histories(),
            .enrolments = store_->enrolments(),
            .check_in_desk = check_in_desk_,
            .check_in_secret = store_->installation().secret("check_in_sessions"),
            .idempotency = store_->idempotency(),
            .removal = removal_,
            .signals = signals_,
            .keyer = store_->keyer(),
            .clock = clock_,
            .simulated_clock = simulated_clock_,
            .random = random_,
            .passwords = passwords_,
            .to_identity_providers = to_identity_providers_,
            .in_one_step = {in_one_step()},
            .health = [this] { return health(); },
            .limits = {.max_rows = static_cast<std::uint64_t>(configuration_.max_rows),
                       .max_bytes = static_cast<std::uint64_t>(configuration_.max_upload_bytes)},
            .support_contact = std::make_shared<api::SharedText>(support_contact()),
            .public_url = configuration_.public_url,
            .webhooks_to_private_addresses = configuration_.webhooks_to_private_addresses,
            .identity_providers_on_private_addresses =
                configuration_.identity_providers_on_private_addresses,
            .version = cli::version(),
            .spool_folder = configuration_.data,
            .samples = samples(),
            .openapi = std::string(embedded::openapi()),
            .docs = std::string(embedded::docs())};
  }

  api::ServerHealth health() {
    auto health = measure_health(*store_, configuration_.data);
    health.ready = ready_;
    // Counted back, since a clock that is moved may have stood weeks ago.
    const auto age =
        std::chrono::round<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_);
    health.started_at = clock_.now() - age;
    return health;
  }

  /// A worker's server answers of its health only, and tells nobody.
  bool shares_rates() const { return duty_ == Duty::serve && server::shares_rates(configuration_); }

  http::ServerOptions server_options() const {
    const auto& c = configuration_;
    auto proxies = http::TrustedProxies::parse(c.trusted_proxies);
    if (!proxies) {
      throw cli::Failure(cli::ExitCode::usage, proxies.error(),
                         "Give addresses or networks, such as 127.0.0.1, 10.0.0.0/8.",
                         "trusted_proxies");
    }
    if (c.tls_certificate.empty() != c.tls_key.empty()) {
      throw cli::Failure(cli::ExitCode::usage, "TLS needs a certificate and its key",
                         "Give both tls_certificate and tls_key, or neither.", "tls_certificate");
    }
    const auto rate = [](std::int64_t per_second, std::int64_t burst) {
      return http::Rate{.per_second = static_cast<double>(per_second),
                        .burst = static_cast<double>(burst)};
    };
    return {
        .address = endpoint_.address,
        .port = endpoint_.port,
        .tls_certificate = c.tls_certificate,
        .tls_key = c.tls_key,
        .trusted_proxies = std::move(*proxies),
        .rate_limits = {.per_token =
                            rate(c.requests_per_second_per_token, c.request_burst_per_token),
                        .per_address =
                            rate(c.requests_per_second_per_address, c.request_burst_per_address),
                        .name_of_token = shares_rates() ? name_of_token : nullptr},
        .io_threads = static_cast<std::size_t>(c.io_threads),
        .max_handler_threads = static_cast<std::size_t>(c.handler_threads),
        .max_uploads = static_cast<std::size_t>(c.uploads),
        .max_uploads_per_owner = static_cast<std::size_t>(c.uploads_per_organisation),
        .body_pace = {.silence = std::chrono::seconds{c.upload_silence_seconds},
                      .grace = std::chrono::seconds{c.upload_grace_seconds},
                      .bytes_per_second = static_cast<std::uint64_t>(c.upload_bytes_per_second)}};
  }

  /// What a worker answers is about itself alone.
  http::Router router() {
    http::Router router;
    if (duty_ == Duty::serve) add_api(router);
    router.add(
        {.method = "GET",
         .pattern = "/healthz",
         .handler = [](http::Request&) { return http::Response::text(200, "text/plain", "ok\n"); },
         .operation = "get_health"});
    router.add({.method = "GET",
                .pattern = "/readyz",
                .handler = [this](http::Request& request) { return answer_ready(request); },
                .operation = "get_readiness"});
    router.add({.method = "GET",
                .pattern = "/metrics",
                .handler =
                    [this](http::Request&) {
                      return http::Response::text(200, "text/plain; version=0.0.4; charset=utf-8",
                                                  metrics_.text());
                    },
                .operation = "get_metrics"});
    if (duty_ == Duty::serve) portal_.add_routes(router);
    return router;
  }

  void add_api(http::Router& router) {
    http::Router api;
    api::add_routes(api, services_);
    for (auto route : api.routes()) {
      route.rate_limited = true;
      if (route.streams_body) route.handler = counting_uploads(std::move(route.handler));
      router.add(std::move(route));
    }
  }

  http::Handler counting_uploads(http::Handler handler) {
    return [this, handler = std::move(handler)](http::Request& request) {
      const auto in_progress = metrics_.upload_in_progress();
      return handler(request);
    };
  }

  http::Response answer_ready(const http::Request& request) {
    if (!ready_) {
      return http::to_response(
          api::problem(api::ProblemCode::unavailable, "The server is stopping."),
          request.request_id);
    }
    store_->ping();
    return http::Response::text(200, "text/plain", "ready\n");
  }

  http::Hooks hooks() {
    return {.new_request_id = [this] { return security::make_request_id(random_, clock_.now()); },
            .on_error =
                [this](const http::Request& request, const std::exception& error) {
                  const LogFields fields{{"request_id", request.request_id},
                                         {"error", error.what()}};
                  log_error("a request failed", fields);
                  remember_line(request.request_id, "error", "a request failed", fields);
                  return http::to_response(problem_of(error), request.request_id);
                },
            .on_complete =
                [this](const http::RequestLog& request) {
                  metrics_.request_done(request);
                  if (!is_routine(request)) log_request(request);
                  remember(request);
                },
            .on_certificate =
                [](const std::string& error) {
                  if (error.empty()) {
                    log_info("the certificate was read again");
                  } else {
                    log_error("the old certificate stays", {{"error", error}});
                  }
                }};
  }

  http::Problem problem_of(const std::exception& error) const {
    const auto* fault = dynamic_cast<const storage::StorageFault*>(&error);
    if (fault != nullptr && fault->kind() == storage::StorageFault::Kind::disk_full) {
      return api::disk_full();
    }
    if (is_passing(error)) return api::database_away();
    return api::unexpected_error(services_.support_contact->get());
  }

  /// So that a request ID leads to what happened, and to the lines of the log that speak of it.
  void remember(const http::RequestLog& request) {
    if (!is_remembered(request)) return;
    std::array record{record_of(request, clock_.now())};
    record.front().log.push_back(json_line("info", "request", fields_of(request)));
    journal_.keep(record);
  }
  void remember_line(const std::string& request_id, std::string_view level,
                     std::string_view message, const LogFields& fields) {
    if (request_id.empty()) return;
    const std::array line{
        registry::LateLine{.request_id = request_id, .line = json_line(level, message, fields)}};
    journal_.add_lines(line);
  }

  Configuration configuration_;
  const Duty duty_;
  Endpoint endpoint_;
  const registry::Clock& clock_;
  registry::SimulatedClock* simulated_clock_;  ///< the same; null where it can't be moved
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  security::SystemRandom random_;
  security::PasswordHasher passwords_;
  std::unique_ptr<storage::Store> store_;
  registry::Signals signals_;
  registry::Removal removal_;
  registry::CheckInDesk check_in_desk_{store_->enrolments()};
  RequestJournal journal_;
  Metrics metrics_;
  registry::Registrar registrar_;
  security::CurlOutgoing to_webhooks_;
  security::CurlOutgoing to_identity_providers_;
  WebhookSender webhook_sender_;
  api::Services services_;
  Portal portal_;
  std::shared_ptr<void> relay_;
  std::unique_ptr<http::Server> server_;
  std::shared_ptr<void> rate_exchange_;
  std::unique_ptr<Housekeeping> renewal_;
  std::unique_ptr<Housekeeping> housekeeping_;
  std::atomic<bool> ready_{false};
  std::atomic<bool> outgrown_{false};
};

Application::Application(const Configuration& configuration, const registry::Clock& clock,
                         Duty duty, registry::SimulatedClock* simulated) {
  set_up_process();
  if (duty == Duty::serve && !configuration.database.empty()) make_data_folder(configuration.data);
  parts_ = std::make_unique<Parts>(configuration, clock, duty, simulated);
}

Application::~Application() = default;

std::uint16_t Application::start() { return parts_->start(); }

void Application::stop() { parts_->stop(); }

bool Application::is_outgrown() const { return parts_->is_outgrown(); }

storage::Store& Application::store() { return parts_->store(); }

}  // namespace muster::server
