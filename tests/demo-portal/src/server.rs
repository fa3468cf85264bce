//! From options to a portal that listens, until a signal ends it.

use std::{
    fs, io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use axum::Router;
use rustix::process::{Resource, getrlimit, setrlimit};
use thiserror::Error;
use tokio::{
    net::{TcpListener, TcpSocket},
    signal::unix::{Signal, SignalKind, signal},
    task::JoinSet,
};

use crate::{
    clock::SystemClock,
    downloads::{Downloads, DownloadsError},
    limits::BACKLOG,
    options::Options,
    origin::Origin,
    revocation::NoRevocation,
    store::{OpenError, SharedStore, StoreAddress},
    text::Texts,
    trust::{TrustError, TrustedAuthorities},
    verifier::Verifier,
    web::{Portal, router},
};

/// A portal whose port is open and that answers as soon as it is run.
#[derive(Debug)]
pub struct Server {
    listeners: Vec<TcpListener>,
    router: Router,
    origin: Origin,
    port: u16,
    interrupt: Signal,
    terminate: Signal,
}

/// Why the portal does not run.
#[derive(Debug, Error)]
pub enum ServerError {
    /// A CA certificate's file cannot be read.
    #[error("{0} cannot be read: {1}", .path.display(), .source)]
    TrustFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A CA certificate cannot be trusted.
    #[error("{0}: {1}", .path.display(), .source)]
    Trust {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: TrustError,
    },
    /// No CA certificate is trusted.
    #[error(transparent)]
    NothingTrusted(#[from] TrustError),
    /// The embedded texts are incomplete.
    #[error("the texts cannot be read: {0}")]
    Texts(#[from] serde_json::Error),
    /// The packages cannot be offered.
    #[error(transparent)]
    Downloads(#[from] DownloadsError),
    /// The shared store cannot be used.
    #[error("the store {address} cannot be used: {source}")]
    Store {
        /// Where it should be.
        address: StoreAddress,
        /// What is wrong with it.
        source: OpenError,
    },
    /// The port cannot be opened, or the system fails later.
    #[error("cannot listen: {0}")]
    Listen(#[from] io::Error),
}

impl Server {
    /// Reads what is trusted and opens the port, on this machine's own addresses only.
    ///
    /// # Errors
    /// [`ServerError`] says why it cannot run.
    pub async fn open(options: Options) -> Result<Self, ServerError> {
        let mut files = Vec::new();
        for path in options.trust {
            let file = match fs::read(&path) {
                Ok(file) => file,
                Err(source) => return Err(ServerError::TrustFile { path, source }),
            };
            // Each by itself first, so that the error can name the file.
            match TrustedAuthorities::from_der(&[&file]) {
                Ok(_) => files.push(file),
                Err(source) => return Err(ServerError::Trust { path, source }),
            }
        }
        let authorities = TrustedAuthorities::from_der(&files)?;
        let (listeners, port) = listen(options.port)?;
        let origin = options.origin.unwrap_or_else(|| Origin::localhost(port));
        let verifier = Verifier {
            origin: origin.clone(),
            authorities,
            policies: options.policies,
            revocation: Box::new(NoRevocation),
        };
        let mut portal = Portal::new(verifier, Box::new(SystemClock), Texts::embedded()?);
        if let Some(folder) = options.downloads {
            portal.downloads = Downloads::open(&folder)?;
        }
        if let Some(address) = options.store {
            let store = SharedStore::open(&address, &origin).await;
            let store = store.map_err(|source| ServerError::Store { address, source })?;
            portal.challenges = Box::new(store.clone());
            portal.sessions = Box::new(store);
        }
        allow_many_connections();
        Ok(Self {
            listeners,
            router: router(Arc::new(portal)),
            origin,
            port,
            // Taken over before anybody is told that the portal listens: no signal is missed from then on.
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// The origin that browsers see.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The port of this machine that it listens on; where a web server stands in front, not the origin's.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Answers until SIGINT or SIGTERM.
    pub async fn run(mut self) {
        let mut listening = JoinSet::new();
        for listener in self.listeners {
            listening.spawn(axum::serve(listener, self.router.clone()).into_future());
        }
        // Open connections are not waited for: a browser keeps them open for minutes.
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// "localhost" is 127.0.0.1 and, where the machine has it, ::1; browsers try either first.
fn listen(port: u16) -> io::Result<(Vec<TcpListener>, u16)> {
    let first = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    let port = first.local_addr()?.port();
    match bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
        Ok(second) => Ok((vec![first, second], port)),
        // Somebody else's there would get our visitors.
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(error),
        Err(_) => Ok((vec![first], port)),
    }
}

/// With a longer queue than the usual one for those who come at the same moment: whoever finds it full
/// is not refused, but tries again after a second, and then after two more.
fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Each connection takes a file descriptor, of which systems allow 1024 unless a program asks for more.
fn allow_many_connections() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Where that is refused, those who find no room wait until somebody else has left.
    let _ = setrlimit(Resource::Nofile, limit);
}
