//! `demo-portal`: starts the portal and says where it is.

use std::{
    env,
    io::{self, Write as _},
    process::ExitCode,
};

use demo_portal::{
    options::{Options, USAGE},
    origin::Origin,
    server::{Server, ServerError},
};

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Options::parse(env::args().skip(1)) {
        Ok(options) => serve(options).await.map_err(|error| error.to_string()),
        Err(error) => Err(format!("{error}\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // Nobody is left to tell if standard error is closed.
            let _ = writeln!(io::stderr(), "demo-portal: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Options) -> Result<(), ServerError> {
    let server = Server::open(options).await?;
    writeln!(io::stdout(), "demo-portal: {}/", server.origin())?;
    let here = Origin::localhost(server.port());
    if *server.origin() != here {
        writeln!(io::stdout(), "demo-portal: listens at {here}/")?;
    }
    server.run().await;
    Ok(())
}
