// swift-tools-version: 6.2
import PackageDescription

/// HiGHS comes from a pinned binary wheel that `make setup` unpacks into `.deps/highs`.
let highs = Context.packageDirectory + "/.deps/highs"

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let linkHiGHS: [LinkerSetting] = [
  .unsafeFlags([
    "-L\(highs)/lib",
    "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/../lib",
    "-Xlinker", "-rpath", "-Xlinker", "@executable_path/../lib",
    "-Xlinker", "-rpath", "-Xlinker", "\(highs)/lib",
  ])
]

let package = Package(
  name: "gigawatt",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "gigawatt", targets: ["GigawattCLI"]),
    .library(
      name: "Gigawatt",
      targets: [
        "Quantities", "Catalog", "Weather", "Chains", "Planning", "Studies", "Questions",
        "Reporting",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1",
      traits: ["FullFoundation"]),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .systemLibrary(name: "CHiGHS"),
    .target(name: "Quantities", swiftSettings: strict),
    .target(
      name: "Optimization", dependencies: ["CHiGHS"],
      swiftSettings: strict + [.unsafeFlags(["-Xcc", "-I\(highs)/include/highs"])],
      linkerSettings: linkHiGHS),
    .target(name: "HourlyDispatch", swiftSettings: strict),
    .target(name: "Chains", swiftSettings: strict),
    .target(
      name: "Planning", dependencies: ["Chains", "HourlyDispatch", "Optimization"],
      swiftSettings: strict),
    .target(name: "Finance", swiftSettings: strict),
    .target(
      name: "Weather", dependencies: [.product(name: "SwiftCSV", package: "SwiftCSV")],
      swiftSettings: strict),
    .target(name: "Traces", dependencies: ["Weather"], swiftSettings: strict),
    .target(
      name: "Catalog",
      dependencies: ["Quantities", .product(name: "SwiftCSV", package: "SwiftCSV")],
      resources: [.copy("Resources/catalog.csv"), .copy("Resources/work.csv")],
      swiftSettings: strict),
    .target(
      name: "Studies",
      dependencies: [
        "Chains", "Quantities", "Catalog", "Finance", "Weather",
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict),
    .target(
      name: "Store",
      dependencies: ["Chains", "Studies", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    .target(
      name: "Questions",
      dependencies: ["Chains", "Optimization", "Planning", "Quantities", "Studies"],
      swiftSettings: strict),
    .target(
      name: "Reporting", dependencies: ["Chains", "Questions", "Studies", "Quantities"],
      resources: [
        .copy("Resources/charts.js"), .copy("Resources/hours.js"), .copy("Resources/palette.css"),
        .copy("Resources/report.css"), .copy("Resources/report.js"), .copy("Resources/question.js"),
      ],
      swiftSettings: strict),
    .target(
      name: "Exchange", dependencies: ["Chains", "Planning", "Quantities", "Studies"],
      resources: [
        .copy("Resources/line_types.csv"), .copy("Resources/transformer_types.csv"),
        .copy("Resources/netcdf_to_csv.py"),
      ], swiftSettings: strict),
    .target(
      name: "Costs",
      dependencies: ["Catalog", "Quantities", .product(name: "SwiftCSV", package: "SwiftCSV")],
      swiftSettings: strict),
    .target(
      name: "Agreement",
      dependencies: [
        "Chains", "Exchange", "Finance", "Planning", "Quantities", "Studies", "Weather",
      ],
      swiftSettings: strict),
    .target(
      name: "Benchmarking", dependencies: ["Chains", "HourlyDispatch", "Optimization", "Planning"],
      swiftSettings: strict),
    .target(
      name: "GigawattServer",
      dependencies: [
        "Chains", "Optimization", "Planning", "Questions", "Reporting", "Store", "Studies",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      resources: [.copy("Resources/web")], swiftSettings: strict),
    .executableTarget(
      name: "GigawattCLI",
      dependencies: [
        "Agreement", "Benchmarking", "Catalog", "Chains", "Costs", "Exchange", "GigawattServer",
        "Planning", "Quantities", "Questions", "Reporting", "Store", "Studies", "Traces", "Weather",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "QuantitiesTests", dependencies: ["Quantities", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "FinanceTests", dependencies: ["Finance", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "CatalogTests", dependencies: ["Catalog", "Quantities"], swiftSettings: strict),
    .testTarget(
      name: "WeatherTests", dependencies: ["TestSupport", "Weather"], swiftSettings: strict),
    .testTarget(
      name: "TracesTests", dependencies: ["TestSupport", "Traces", "Weather"],
      swiftSettings: strict),
    .testTarget(
      name: "OptimizationTests", dependencies: ["Optimization", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "HourlyDispatchTests", dependencies: ["HourlyDispatch", "Optimization", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "ChainsTests", dependencies: ["Chains"], swiftSettings: strict),
    .testTarget(
      name: "PlanningTests", dependencies: ["Chains", "Optimization", "Planning", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "StudiesTests",
      dependencies: [
        "Catalog", "Chains", "Finance", "Planning", "Quantities", "Studies", "TestSupport",
        "Weather",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "QuestionsTests",
      dependencies: [
        "Chains", "Planning", "Quantities", "Questions", "Reporting", "Studies", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CostsTests", dependencies: ["Catalog", "Costs", "Quantities", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "AgreementTests", dependencies: ["Agreement", "Finance", "Weather"],
      swiftSettings: strict),
    .testTarget(
      name: "ReportingTests",
      dependencies: ["Chains", "Planning", "Quantities", "Reporting", "Studies"],
      swiftSettings: strict),
    .testTarget(
      name: "ExchangeTests",
      dependencies: [
        "Chains", "Exchange", "Optimization", "Planning", "Studies", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "GigawattServerTests",
      dependencies: [
        "GigawattServer", "Questions", .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests", dependencies: ["GigawattCLI"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
