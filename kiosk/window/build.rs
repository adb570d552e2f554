//! Compiles the face with its translations.

use std::env;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let catalogues = "../../assets/i18n";
    let config = slint_build::CompilerConfiguration::new()
        .with_bundled_translations(catalogues)
        .with_default_translation_context(slint_build::DefaultTranslationContext::None)
        .embed_resources(slint_build::EmbedResourcesKind::EmbedFiles)
        .with_style("fluent".to_owned())
        // Tests find elements by their ids; the delivered program does without.
        .with_debug_info(env::var("PROFILE").is_ok_and(|profile| profile != "release"));
    slint_build::compile_with_config("../ui/app.slint", config)?;
    println!("cargo::rerun-if-changed={catalogues}");
    Ok(())
}
