//! Compiles the handheld's screens. Without the feature `ui` there is nothing to do.

fn main() {
    #[cfg(feature = "ui")]
    {
        // Element names are for the tests; a release does not carry them.
        let names = std::env::var("PROFILE").is_ok_and(|profile| profile == "debug");
        let config = slint_build::CompilerConfiguration::new()
            .with_style("fluent-light".into())
            .with_debug_info(names);
        if let Err(error) = slint_build::compile_with_config("ui/app.slint", config) {
            // Cargo takes one line at a time.
            let told = format!("{error:#?}");
            let lines = told.lines().filter(|line| !line.trim().is_empty());
            println!("cargo::error=the screens do not compile");
            lines.for_each(|line| println!("cargo::error={line}"));
        }
    }
}
